"""Where a model version runs: the engine, the runtime image, containers, local processes, and the watch over them.

The only importer of the docker SDK.
"""
