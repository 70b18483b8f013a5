"""Recipes over tables, step by step."""
