"""The style sheet of the profile report: the house's tokens for both themes, nothing from elsewhere."""

from __future__ import annotations

from modelyard.charts.style import color

_TOKENS = ("canvas", "surface", "border", "text", "text2", "text3", "accent", "accent-text", "warn", "warn-soft",
           "warn-text", "bad-soft", "bad-text", "accent-soft")  # fmt: skip


def _variables(theme: str) -> str:
    return ":root{" + "".join(f"--{token}:{color(theme, token)};" for token in _TOKENS) + "}"


STYLE = (
    _variables("light")
    + "@media (prefers-color-scheme:dark){"
    + _variables("dark")
    + "}"
    + """
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--text);font:14px/1.45 Inter,system-ui,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:24px 20px 48px}
h1{font-size:24px;margin:0 0 12px}h2{font-size:18px;margin:32px 0 10px}h3{font-size:15px;margin:0 0 8px}
small,caption,figcaption,footer,dt{color:var(--text3);font-size:12px;font-weight:400}
a{color:var(--accent-text)}.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:8px 20px;margin:0}
dd{margin:0;overflow-wrap:anywhere}
article,.scroll,section>table{background:var(--surface);border:1px solid var(--border);border-radius:8px}
article{padding:14px;margin:12px 0}.scroll{overflow:auto;padding:4px 10px}section>table{padding:4px 10px;margin:10px 0}
table{border-collapse:separate;border-spacing:0;font-size:13px}caption{text-align:left;padding:4px 8px}
th,td{padding:4px 8px;border-bottom:1px solid var(--border);text-align:right;vertical-align:top}
th[scope=row],td.text,thead th:first-child{text-align:left;font-weight:500;overflow-wrap:anywhere}
thead th{color:var(--text2);font-weight:500}tbody tr:last-child>*{border-bottom:0}
.cols{display:flex;flex-wrap:wrap;gap:20px;align-items:flex-start}.cols table{max-width:100%}
figure{margin:0}svg{display:block;max-width:100%}.bars rect,.bar rect{fill:var(--accent)}
figcaption{display:flex;justify-content:space-between;gap:8px;max-width:360px}
.median{stroke:var(--text);stroke-width:1.5}.fence{stroke:var(--warn);stroke-width:1.5;stroke-dasharray:4 3}
.warnings{list-style:none;margin:0 0 12px;padding:0}
.warnings li{padding:7px 10px;border-radius:6px;margin:0 0 6px;background:var(--accent-soft);color:var(--accent-text)}
.warnings li.warn{background:var(--warn-soft);color:var(--warn-text)}
.warnings li.bad{background:var(--bad-soft);color:var(--bad-text)}
.matrix td,.matrix th{padding:2px 4px;font-size:11px;text-align:center;border:1px solid var(--surface)}
.matrix tbody td{min-width:30px;color:var(--text)}.matrix thead th{vertical-align:bottom}
.matrix thead span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:140px}
.overview thead th:last-child,.pairs thead th:nth-child(2){text-align:left}
details{margin-top:6px}summary{color:var(--text2);cursor:pointer}
@media print{body{background:none}article{break-inside:avoid}details{display:none}}
"""
)
