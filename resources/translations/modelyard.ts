<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name></name>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data and environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages that differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boosting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logistic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code, sha256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit time, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to show of all runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All runs across parameters and results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the newest {count} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing row by row …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is the difference real?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why did the score change?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dragged range: {range}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count different</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quarter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day of month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weekday, 1 is Monday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day of year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weekend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All our rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only rows with a match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All their rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep ours with a match, add nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep ours without a match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip to the bounds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its newest version when the recipe is applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ending for names that we have too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None ticked means all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the order of ticking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep rows where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns, numbers, &apos;texts&apos;; AND, OR, NOT, IS NULL, IN (…)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows are equal in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None ticked means all columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the order of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None ticked means the table&apos;s order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Within equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Told by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Factor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1.5 is usual for quartiles, 3 for deviations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0.01 is 1 %; 0 leaves it to the forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens to them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>street, town</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separated by commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>such as - or ,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A group in brackets for each column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the rows aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set to missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the column as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the column out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What becomes of it: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>strptime&apos;s; none means ISO 8601</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Instants are taken in UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rare is less than this share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0.01 is 1 % of the present values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or in fewer rows than</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They become</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>such as speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name that is there is replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ − * /, CASE WHEN … THEN … ELSE … END, round(), lower(), year() …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row for each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None ticked means one row in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys that are equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeated keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May multiply rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Our time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its time: known since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what is strictly before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most this much before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds, minutes, hours, days, weeks; a number for numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New split of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the hold-out is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A split never changes. Models trained with it never learn from its held-out rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No column of this table suits this method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the split a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} exists already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change how the rows are divided</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dividing the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best is ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {run}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {run} out of the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision and recall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature importance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other run has finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The curves could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose from all runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean of all classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} of {count} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored splits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Splits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models trained with a split never learn from the rows it holds out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that models learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that only judge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neither</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows without a group or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs that used it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading splits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A split fixes which rows models learn from, and which only judge them, for every experiment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No stored split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The splits could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete split: {runs} used it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the split {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows of {version} stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied {runs} as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste it into a spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Are equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have a ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How they agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no bound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest change, in %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More or fewer rows than the version before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit of time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the time of the import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most so old</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seen from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest PSI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below 0.1 hardly different, above 0.25 clearly different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows for which it has no answer, since a value is missing, are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to a difference of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In its column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No column has a type that fits this rule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU {cpu} %, {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none, a local process uses what it needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>core</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker {version} is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker is not running, so models run as local processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was interrupted: Modelyard stopped meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logged run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {low}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} needs a number. {range}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All parameters ({n} more)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first is larger than the second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one parameter to search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>own code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs {package}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not agreed to on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} searched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace is open for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe&apos;s steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading recipes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the steps of a dataset as a recipe, or import one from a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No recipes yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipes could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the first version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The versions it made keep its steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds; about 1 min the first time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel launch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a container: no limits on memory and cores.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker is not running, so it runs as a local process, without limits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a deployment {name} already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register a model first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use free port {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking whether the port is free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run in background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can close this. Activity shows the progress.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It did not start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was interrupted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept as failed; start it again from its card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping; nothing half made stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes or no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of several</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unusual rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups of rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for example month &lt;= 6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only rows where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts as yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the target suggests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Algorithms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stratified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows are drawn by chance. For rows that have nothing to do with each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same share of each value is drawn, so that rare classes are judged too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows of a customer, machine or house stay on one side, so none is recognised.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The latest rows judge, as in real life: a model is asked about the future.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of each {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share}, whole groups of {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{training} rows to train, {hold_out} held out ({share}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hold-out begins at {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{some} of {all} groups are held out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} different values keep their share.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows without {column} are on neither side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v{number}, newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill missing values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handle outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take date parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group rare categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aggregate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join as of a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the columns you name, in that order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All columns but those you name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New names for columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values that do not fit become missing, counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only rows for which a condition is true</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another order of rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of rows that are equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A constant, mean, median, most frequent or last value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip or drop by quartiles, deviations or a forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At a separator or by a pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text as dates, by a format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Year, month, weekday, hour and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rare values become “other”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A column computed from others of its row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row a group: sums, means, counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of another dataset by equal keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was known at that time, nothing later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no column yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} and {n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no condition yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} to {type}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, largest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep the last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drop rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names}: less than {least}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{dataset} on {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{dataset} as of {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A constant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most frequent value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last value above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quartile fences (IQR)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Isolation forest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computed on the data at hand: a model&apos;s own imputation and scaling belong into the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{before} → {after} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cell changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cells changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cell became missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cells became missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row passes this filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds the rows that are least like the others. {rows} rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts rows that are alike into groups. {rows} rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number from {low} to {high}, {mean} in the mean. {rows} rows have a target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of {n} classes, {share} {first}. {rows} rows have a target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes or no question, {share} {yes}. {rows} rows have a target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tries the usual algorithms, searches the best two and puts the best together, within {n} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>. The usual ones alone take: {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a target nothing says which model is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a dataset first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the experiment a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the row filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About {trials}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{runs} on {rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}. You can keep working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}, {time}. You can keep working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No column tells the time; choose the test rows at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Becomes its next version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new recipe, for every dataset of the workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the recipe a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} steps on {label}. The version itself stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 step on {label}. The version itself stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepare {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new version of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The result becomes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps are saved under this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The changed steps are saved as its next version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as v{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the dataset a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} will be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The runs join the experiment of this name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was left out. {why} Tick it to use it anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out too: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tells the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as a category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as a date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looks like an identifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has no values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>always the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>many values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{target}, {share} {positive}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}, {names} left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{target}, {n} classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>split {name}, {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folds} by {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flags of missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pairs of words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best inputs kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as usual for the algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TPE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>successive halving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{made} of {planned}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Budget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pruning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logged by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of several classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>latest {share} by {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} rows, {train} / {test} split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {n} parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distributions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows with equal key are the same row. Columns, with commas between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap the versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key, columns that tell rows apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for columns that tell the rows apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing {left} with {right}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The comparison was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{left} rows before, {right} after, {same} the same; compared in {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The versions could not be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {rows}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MLflow&apos;s own tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reproduce</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags and note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has no parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failing rows where a rule is broken, else rows looked at; or the rule&apos;s own figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for these rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rules could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules say what must hold for the rows. They are checked at every new version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No quality rules yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed the rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules (*.yaml *.yml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of them are there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added {rules}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {rules}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to train the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a file first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save it to open it with another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No preview of this kind of file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (parameter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (metric)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the stored model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{train} training rows, {test} test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best of {count} runs on the same test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On which rows a script judged it is not known, so compare with care</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other test rows than most runs here, so the results cannot be compared with theirs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bar runs from 0.5, which is guessing, to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bar runs from 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bar runs from 0 to the greatest value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry with {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was stopped. Nothing of it was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This could not be measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped before it finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} waits for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} is being searched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} is being trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} is paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} is being logged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its values appear here as the script logs them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One run is trained at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts appear here when it has finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its finished trials are kept. Resume it to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not in the workspace any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC AUC {score}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a quality rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No rules yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checked {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} kept aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} set to missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {number} holds the same rows already, so none was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has not changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So none was added. The newest is v{newest}; restore v{number} to go on with these rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} v{number} holds these rows already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>splits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recipe that reads it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recipes that read it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version made from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>versions made from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quality result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quality results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its refresh stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the recycle bin, from where it can be restored. Emptying the bin frees the space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models trained on it go on working, but runs cannot be repeated without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the dataset {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {version}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shares its file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} versions, {rows}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compiled linear scorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compiled tree scorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scikit-learn itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Served by scikit-learn, so there is nothing to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal to scikit-learn bit by bit on {rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal to scikit-learn within {difference} on {rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>under {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fairness by segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality by segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no second column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No column divides the rows into groups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at {columns}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dashed line: all rows, {share} of {yes} found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dashed line: all rows, {metric} {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fairness by segment, at threshold 0.50</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too few rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{yes} found (recall)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>False alarms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the rows that are not, how many were called</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gap, points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much more was found than among all rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Against all rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval: {low} to {high}, of {rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>date and time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may be missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>required</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A port is a number from {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has this port already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} answers on port {port}. Clients must ask on the new port afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start on this port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking whether it is free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send {n} test rows and compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepare the runtime image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build the image of {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for the first answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>under way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often more than in the other version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows}; {shown} of them are shown, the export has all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row of one version is in the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{column} takes {kind}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>week of {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to compare in this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cell}: {now} of the rows, in training {before}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True outcomes join the predictions of {name} by their id, however late they come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (not there)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {total} chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name, by default column_function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the new column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV or Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prediction id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt *.parquet);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{about}{rows} rows, {n} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has one column; two are needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs in the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prediction id and true outcome are the same column. Choose two different ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PSI {psi} in the {window}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PSI {psi}, {window}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift verdicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PSI {psi}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In rows with the same key; needs a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Population stability index (PSI)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renamed, was {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has the very same values, row by row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns by drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift (PSI)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Population stability index: under 0.1 little, from 0.25 much</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jensen-Shannon distance, 0 to 0.833</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same rows and columns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{added} added, {removed} removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{columns} {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>retyped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>renamed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns split by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Semicolon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vertical bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One letter, such as ^</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Windows-1252 (Western)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Windows-1250 (Central European)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Windows-1251 (Cyrillic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name, such as cp437</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decimal mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point: 10.36</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comma: 10,36</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pattern, such as %d %b %y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thousands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None: 10360</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comma: 10,360</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point: 10.360</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark: 10&apos;360</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space: 10 360</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double: &quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single: &apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delimited text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spreadsheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try another word, such as missing, date or join.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No such step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>YAML. Comments are not kept. Tab makes two spaces, Shift Tab leaves the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the text first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that fail the rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failing rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to show of the rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This rule is about the whole table. Its history shows what it found in each version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No single rows fail it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the rules to see the rows that fail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {rows} are shown; the export has all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows were not exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>versions checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the rules; every new version adds a point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History of {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it is broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An error also stops training unless somebody gives a reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows or percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to so many rows the rule still holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many rows may fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many may fail:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number of rows is a whole number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose % for a share.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying the rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In v{number}: {found}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These rules hold in {version}. Those you add are checked at every new version of {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggested rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rules that the profile speaks for are all there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to suggest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add {rules}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unique</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of a set of values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matches a pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of a type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two sides agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expression for each row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known in another dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same columns as before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spread as before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row has a value in each of these columns. Empty text is a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No two rows share their values. Rows with a missing value are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers, dates or times lie between the bounds, bounds included.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every value is one of these, letter for letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole value matches a regular expression (RE2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every value reads as this type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table has so many rows, or not many more or fewer than before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest value of a date column is at most so old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two expressions are equal, or their ratio lies in a range, in every row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row for which the expression has an answer answers yes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every value stands in a column of another dataset&apos;s newest version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The columns have the names and types of the version before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The values are spread as in the version before (PSI below a limit).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unchecked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rule passes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rules pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} warns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} warn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} unchecked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} quality rule fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} quality rules fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} quality rule warns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} quality rules warn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} quality rule cannot be checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} quality rules cannot be checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The quality rules were not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked {when}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for example cancelled flights have no arrival</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why train all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept in the audit log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>And {n} more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A quality rule that must hold does not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} quality rules do not hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the quality rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say why to train although a quality rule fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find out why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two different runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What made {metric} differ between {first} and {second} is found by training halves: one thing after the other is changed from the first run&apos;s record to the second&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run {number} of {experiment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No more than chance makes on these hold-out rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the algorithm needs it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean 0, deviation 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By median and quartiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A column a category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean target of the category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each row the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each class the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the computed feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for example distance / air_time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say where a number was missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pairs of words too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing numbers become</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers are scaled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Categories become</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inputs to keep, the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of a text column, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computed features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this preparation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A formula needs a name and an expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a column called {name} already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs a number above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the preparation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing: {how}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing flagged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scaled: {how}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>categories: {how}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best {n} inputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classes count the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classes count as given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No search, parameters as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try many, learn from each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try many at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try a grid of values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try many on few rows, go on with the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of each algorithm that has parameters to search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search of each algorithm ends then with the best so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop weak trials early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep every trial as a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test rows only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folds, same share of {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folds, same share of each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folds, rows at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folds, groups kept together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folds, earlier teach later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the column that the folds go by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It fits the model to 5 to 100 % of the training rows, which takes about {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would more rows help?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval: {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metric history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {shown} of {all} metrics; filter to see others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partial dependence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mean prediction when every row has this value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{metric} lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{metric} added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation over the shuffles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A baseline looks at no feature.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No importance was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{metric} lost when a feature is shuffled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{metric} added when a feature is shuffled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partial dependence on {feature}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has fewer than two values, or is free text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to draw for {feature}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training has said nothing so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greatest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drag the line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A false alarm costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A miss costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to the threshold with the highest F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to the threshold where mistakes cost least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Called yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost of mistakes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In any unit: only the ratio of both decides which threshold is best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {value} and above, {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>least {cost} at {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of all rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of the rows that are no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the run again to see its charts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No results are stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {planned} trials are done; the best {metric} is {value}, in trial {number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows flagged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages of {run}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the lock file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recall by class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predicted against actual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>actual minus predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error by share of rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How unusual rows are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on two axes that show {share} of the variance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the likeliest rows first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against rows at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each class against the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Residuals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against the prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{metric} in each fold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The predictions could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every answer on the hold-out rows is right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No wrong answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the largest errors first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the most unusual first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the order of the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the worst answers first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} flagged, {order}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} wrong, {order}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{then}, now {now}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trains again with the same data, code and seed, then compares the results.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run could not be run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cores on average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cores and memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep, or team = growth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed the tag {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pruned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By parameter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep as run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train this trial&apos;s parameters on all training rows, as a run of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} pruned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folds: {values}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean over the folds it was judged on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was searched elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a trial first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a finished trial can be kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is trained when its turn comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{trial} becomes {run}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unarchived {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A filter or “Show archived runs” still finds it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tagged {runs} {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took the tag {tag} from {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed the note of {run}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {run}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands beside its number; leave it empty for none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} is now {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is in the recycle bin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It starts when its turn comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save this filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the filter {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted the filter {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Combine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the tag {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unselect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare {count} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unarchive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy run id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {count} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New experiment from this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search, or roc_auc &gt; 0.9</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{found} of {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a filter first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide archived runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show archived runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs shown as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs shown as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A word, such as keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such as a team, or nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the note of {run}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is new or different about it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Combine {count} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stacking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trains in the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean of what they say. Steadier than each of them, and simple to explain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model learns from folds how far to trust each of them. Takes longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for the selected runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, {count} hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one run to register it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select two or more runs to compare them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most {count} runs can be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only finished runs can be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a finished run can become a model version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run has no model that Modelyard can serve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So far only yes-or-no models can be registered and served</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select two or more runs to combine them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only finished runs can be combined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only runs trained here can be combined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only runs that predict a target can be combined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only runs of one question on the same rows can be combined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best {metric} {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best {metric} {value} on other test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The experiment {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data it learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data they learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is all that the experiment has, so the experiment goes with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the experiment {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {runs}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import from MLflow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recycle bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its runs show the new name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{old} is now {new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add own code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agree to own code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text of {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This runs the file on this computer, with all that you may do here: it can read and delete files and use the network. It runs again whenever a model of it is trained, explained or served.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have read this file and trust it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{problem} Correct the file, then add it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{lines}, {size}, sha256 {hash}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of the file was run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running the file in a process of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the file, then tick that you trust it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes a few seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add own code…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Python file with a scikit-learn estimator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python files (*.py)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its runs keep their text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} on {cores}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slow on {rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {n}&#xa0;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {n}&#xa0;min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {n}&#xa0;h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {n}&#xa0;days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} to {high}&#xa0;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} to {high}&#xa0;min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} to {high}&#xa0;h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} to {high}&#xa0;days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Activity</name>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refreshed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restarted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moved alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renamed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replayed traffic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filled with the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today {clock}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ActivityPage</name>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AuditTab</name>
    <message>
        <source>Filter, for example v4 or Ana</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everyone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The audit log could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every change to the workspace leaves an entry here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No entries match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No entries yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit log exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} entries</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BinDialog</name>
    <message>
        <source>Recycle bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete for ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty recycle bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the recycle bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What deleting it for ever frees, without shared files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recycle bin is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deletion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deletions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recycle bin could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restored {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {name} for ever?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty the recycle bin?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be undone. The space is free at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freed {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} files may be in use and go later.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bridge</name>
    <message>
        <source>No workspace is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or import something first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BusyStrip</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Candidates</name>
    <message>
        <source>What fits here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>More for {chart}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartTable</name>
    <message>
        <source>Copy as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartView</name>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Choice</name>
    <message>
        <source>Detected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} (detected)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClipboardPanel</name>
    <message>
        <source>Paste again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl V</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{lines}, {size} from the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clipboard holds one line of text, which is no table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy cells in a spreadsheet, with their names, then paste here with Ctrl V.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a table first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColumnDetail</name>
    <message>
        <source>Column in full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at leaks and rare classes relative to this column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most frequent values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop using as target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distribution of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most frequent values of {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColumnsPopup</name>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all}, as many as fit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColumnsTab</name>
    <message>
        <source>Columns and their profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for leaks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How well each column alone tells the target, on 20,000 rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This profile is of an earlier release. It is being completed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at what tells {name} by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled. Choose the target again to look at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Search or run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to {page}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the light theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close workspace</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Will be deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Will change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type {name} to delete</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectionDialog</name>
    <message>
        <source>MySQL or MariaDB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name in this workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>db.example.org</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept in this system&apos;s keyring, never in the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason} It is asked for again when Modelyard is started anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modelyard only reads: every query runs in a transaction that cannot write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the database file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the connection a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQLite databases (*.db *.sqlite *.sqlite3);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a database file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected: {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the connection {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can no longer be refreshed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the connection {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database itself is not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and its password in the keyring</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CorrelationsTab</name>
    <message>
        <source>Strongest pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correlations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto: Pearson for two numbers, Cramér’s V for two categories, correlation ratio for one of each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading correlations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only columns with at least two different values can be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewer than two columns can be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing every pair of columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure correlations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The correlations could not be measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a sample of {used} of {rows}, seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{columns}, {rows}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; left out: {names}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recycle bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare versions of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace is open for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files, a table of a database or what you copied; or drop files here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a new version of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No datasets yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows could not be read</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DatabasePanel</name>
    <message>
        <source>The database is only read; nothing in it is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Query</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the password again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SELECT carrier, dep_delay
FROM flights
WHERE month = 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It goes to this system&apos;s keyring, not into the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the list of tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no tables that this user may see.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No table is named like “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} tables; type a part of the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a connection to a database first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a connection first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the password first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a table first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a query first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DatasetList</name>
    <message>
        <source>Filter datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recycle bin  {n}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No dataset is named like “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a file here to import it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to import a new dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to import a new version of {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DateFormats</name>
    <message>
        <source>A pattern has parts such as %d, %m and %Y.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This pattern cannot be read back. Write it with %d, %m, %Y, %H, %M, %S.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pattern needs a day, a month and a year.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeploymentCard</name>
    <message>
        <source>Requests by the hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its address and log are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in 24 h of traffic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stopped by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use port {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeploymentDetail</name>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open monitoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running, healthy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being worked on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeploymentList</name>
    <message>
        <source>Filter deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker is not running; models run as local processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No deployment is named like “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeploymentsCard</name>
    <message>
        <source>Deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch a model version as a container on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is launched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests an hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n}/h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p50 {t}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeploymentsPage</name>
    <message>
        <source>Deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {total} running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A deployment is a model version that answers over HTTP. Register a run as a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch a model version as a container on this computer, with an address and a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No deployments yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clients get no answer on {address} until it is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stops after the requests under way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its address and token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its log and monitoring history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be undone. The model and the run it came from stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stops now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its logged predictions, labels and monitoring history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the deployment {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send it with every request: Authorization: Bearer and the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open monitoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register a model first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop to import 1 file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to import {n} files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in Modelyard went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a fault in the program, not in what you did. Your workspace is safe: every change is written whole or not at all. Copy the report when you tell us about it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorState</name>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExperimentsPage</name>
    <message>
        <source>Experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs in this experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its runs were deleted, or none was started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No experiments yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An experiment learns from a table. Import one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a question and a table, and compare how well models answer it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{runs} in {experiments}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{runs} on {dataset}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recycle bin of runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import from MLflow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register run {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other run has finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with the best other run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started {runs}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Excel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {n} rows shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {n} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {n} columns shown, in their order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sheet of Excel holds 1,048,575 rows. Choose CSV or Parquet, or filter the rows first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is such a file; it will be replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many rows for Excel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UTF-8 with commas. A spreadsheet may take a text such as =1+1 for a formula; Excel and Parquet files keep it as text.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeatureList</name>
    <message>
        <source>Filter features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking for leaks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileBox</name>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File or pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilePanel</name>
    <message>
        <source>A table as CSV, Excel, Parquet, JSON or Feather; a pattern such as flights_*.csv names several.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings below hold for all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables ({kinds});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files to import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One table from {n} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} datasets, one a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} files, {size} in {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} in {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They cannot be one table from here: they lie in several folders, or others are named like them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files}, {size} in {folder}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fold</name>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormField</name>
    <message>
        <source>optional</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once a launched model is asked and labels are in, its quality over time stands here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is watched yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed jobs, alerts and rows that did not fit would be listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing needs you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC AUC of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per {grain}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a dataset and a column to predict. Modelyard tries the algorithms for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run in background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be imported as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file, or drop one here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dataset needs another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The import was cancelled. Nothing was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a new version of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a table, then paste it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells copied from a spreadsheet come with tabs between them; Ctrl V reads the clipboard again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table or the rows of a query are copied into the workspace; the database stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV, Excel, Parquet, JSON and Feather files are copied into the workspace; yours stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another source, or change how it is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} datasets will be imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{failed} of {all} files were not imported: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row that does not fit is left out.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImportProgress</name>
    <message>
        <source>Importing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} files done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {n} s left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Imports</name>
    <message>
        <source>Copy cells with their names in a spreadsheet, or files, then paste here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clipboard holds no table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported {name} v{number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows}. {broken}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what did not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} did not fit and were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{values} set to missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows}, none left out.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsTab</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One heavy job runs at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This job has written nothing to its log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter leaves out all {n} jobs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imports, training, launches and reports run here in the background.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open what it made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Colours from PSI 0 to 0.25 and over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0.25 and over</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LineageStrip</name>
    <message>
        <source>Lineage</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LinesDialog</name>
    <message>
        <source>Lines as they stand in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lines cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LoadingState</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogTab</name>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the lines shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the lines shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No such line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in the log fits the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server writes here what goes wrong. Requests and answers are counted under Monitoring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log was not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>No workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No workspace open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker running, {containers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Data page cannot take files yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Modelyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 job runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} jobs run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs run inside Modelyard, so closing stops them. They are listed in Activity as interrupted, with Retry; nothing half made is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep running and answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{verb} while {what}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop jobs and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MatrixView</name>
    <message>
        <source>Correlations of all pairs of columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{a} and {b}: not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{a} and {b}: {value}, {measure}, {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correlation ratio</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MlflowImport</name>
    <message>
        <source>Choose the folder that holds mlflow.db or mlruns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported from MLflow</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model is a run that you keep. Train some runs, then register the best one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register run {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {n} of {experiment} is the best so far, with ROC AUC {score}. Register it as a model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{alias} is now {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was {before}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} is no {alias} any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tar file (*.tar)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} was exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch v{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {alias} away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make {alias}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export bundle of {model}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MonitoringPage</name>
    <message>
        <source>Monitoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>24 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drift of each column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Performance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} labels added, {rejected} did not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading what was observed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch a model version. What it is asked, and how right it is, then stands here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to watch yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has not been asked yet. Send it requests; they show here within seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No requests yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drift alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drift alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{alerts} on {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} against its training rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n}, {rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p95 up to {t}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PSI {per}, alert from 0.25</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last 4 weeks against training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} have a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A chart could not be drawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export charts to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} PNG files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add labels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoWorkspacePage</name>
    <message>
        <source>No workspace is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything a team makes is kept in a workspace folder. Open one, or start with a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoteDialog</name>
    <message>
        <source>Edit the note of {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is new or different about it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p50, newest hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p95, newest hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests by the hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>24 h up to {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 of 1 answers the health check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 of 1 answers the health check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of {limit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing happened yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a local process, without a container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after a crash, up to 3 times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>when you start it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reachable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from this computer only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a token of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when} by {who}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launched</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>This could not be read</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Search or run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a command or a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type &gt; for commands only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaletteField</name>
    <message>
        <source>Search or run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ParallelCoordinates</name>
    <message>
        <source>{0} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} inside {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>axis {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs to show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PatternDialog</name>
    <message>
        <source>Dates of {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%d day, %m month, %b Jan to Dec, %Y year of four digits, %y of two, %H hour, %I hour of twelve with %p, %M minute, %S second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads {example}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Place</name>
    <message>
        <source>Go to row (Ctrl G)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows {first} to {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrepareTab</name>
    <message>
        <source>Prepare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps such as filter, fill and join turn this dataset into a new version; the rows you have stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No steps yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The version as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps could not be tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save under another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin a new recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreviewModel</name>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the type to change it, or press Alt Down in the column.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Types are the database&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Types are the file&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Types were detected from the whole file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Types were detected from the beginning of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, {n} left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first {shown} of {about}{rows} rows, {columns}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows will be imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least {n} left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the steps make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it was before the mistake in step {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After step {n}: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first {n} of {rows}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tried on the first {n} of {total} rows. Applying takes all of them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreviewTable</name>
    <message>
        <source>Preview of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates written as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the column out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own pattern…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProbabilityBar</name>
    <message>
        <source>Probability {p}, threshold {t}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold {t}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProblemList</name>
    <message>
        <source>Problems found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problems found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} that leave rows out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show lines: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept as text, so that every row stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{column} as {kind}: {lost} of {checked} rows do not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example “{value}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set to missing; the rows stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the beginning of the file was looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a date and time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProgressBar</name>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadForm</name>
    <message>
        <source>Sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First row has the names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names are in row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NA, n/a, NULL and the like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separated by commas; they replace the usual ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words for missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give one letter that is no quote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no encoding {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} (detected)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A {format} file says itself how it is to be read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecipeActions</name>
    <message>
        <source>Prepare {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applying {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepared {name} v{number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows}, by {recipe}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show version</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecipeBar</name>
    <message>
        <source>Undo (Ctrl Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for this recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed, not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a step first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {n} cannot be done: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps are saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Refreshing</name>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{every}, next {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every {n} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a new version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing had changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows of an older version: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace is open for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was pasted from the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was made by a recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh from source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read {source} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh every…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not refreshed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no longer refreshed by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is refreshed {every}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next {when}, while the workspace is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: rows of v{number} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest is v{newest}; restore v{number} to go on with what the source holds now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: nothing has changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source holds the rows that it held before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{values} set to missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as many rows, other values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Registering</name>
    <message>
        <source>Show model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registered {model} v{number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bundle is checked and stored.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RejectedTab</name>
    <message>
        <source>Export rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that did not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading what did not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What did not fit could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line of the file, counted from 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text of the row or value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set to missing were values of {columns}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first of each column are listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} rows did not fit and were kept aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {n} are shown; the export has all.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RenameDialog</name>
    <message>
        <source>Rename {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs and models show the new name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a row is, where it comes from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is changed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowsModel</name>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunBinDialog</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted runs and experiments wait here until the bin is emptied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data they learned from, and all models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{runs} deleted for ever.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Reading the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run could not be read</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunningCard</name>
    <message>
        <source>Running now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train {algorithm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search for the best {algorithm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a logged run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run {number} of {experiment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best {metric} {value} in trial {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best {metric} {value} in run {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory {used} of {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory up to {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used now, of what it may use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it may use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stops within 2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It pauses within 2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop it where it runs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunsView</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the filter, or clear it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All runs are archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived runs are not shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show archived runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results on the {share} test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchStrip</name>
    <message>
        <source>Find in all columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the search</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Searching</name>
    <message>
        <source>{rank} of {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands in the audit log beside what you do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workspace folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sliding, no pulsing, progress in steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows the system unless you choose one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height of rows in all tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>100 % is the size your system uses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heavy jobs run one at a time in a process of their own, so the window always answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Container engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Containers are bound to 127.0.0.1, read-only, without privileges, and keep running when Modelyard closes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How models run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modelyard calls nothing on its own: no telemetry, no update check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An error report is shown to you, and sent by nobody but you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inter, JetBrains Mono, DejaVu Sans; icons made for Modelyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {v}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fonts and icons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings were not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU {cpu} in use, memory {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker {version} answers, {n} containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings reset</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pipelines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SourceList</name>
    <message>
        <source>Where the rows come from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clipboard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory {value}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>switched off</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepsPane</name>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps make a dataset. What a model must repeat for each new row belongs into the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What belongs where</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableActions</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy with column names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy whole rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort ascending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then by {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not sort</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin the columns up to {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpin the columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profile of {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cells are selected, and the clipboard takes {most} at most. Export the rows instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableExports</name>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {rows}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableTab</name>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter rows, for example dep_delay &gt; 60</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in all columns (Ctrl Shift F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking through {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{all} rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TagDialog</name>
    <message>
        <source>Tag {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its tags: {tags}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A word, such as approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has this tag already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moves here from v{number}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TargetFields</name>
    <message>
        <source>Dataset name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in it, or what changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each named like its file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a dataset {name} already. Choose another name, or “New version of {name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New version of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New dataset</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TryTab</name>
    <message>
        <source>Request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way of asking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A row of the test data, which training has not seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not counted in monitoring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click fills the row in again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As soon as it answers you can try it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start {name} to ask it something.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run&apos;s test rows are not kept any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send a row to see the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {n} is not JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row is an object of columns; several are a list of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model takes no column {column}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>likely that {target} is {yes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> in row 1 of {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command holds the token of this deployment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as curl</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnbuiltPage</name>
    <message>
        <source>Pipelines will repeat a model&apos;s journey by themselves. They come with a later version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in this version</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UsedByTab</name>
    <message>
        <source>Runs trained on this dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train a model on it: New experiment on the Experiments page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not used yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VersionActions</name>
    <message>
        <source>Compare versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the tag {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore v{number} as the newest version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete v{number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the note of {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed the note of {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was v{number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{version} is now {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{version} is no longer {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{old} is now {new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed the description of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes that read it by its old name: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restored v{old} as v{new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same rows, without a copy on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is in the recycle bin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VersionBinDialog</name>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted versions and datasets wait here until the bin is emptied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs and models, and the facts of what they used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{versions} deleted for ever.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Facts of {n} are kept for what refers to them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VersionDetail</name>
    <message>
        <source>ROC AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from data to deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it serves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes and gives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seen in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}, from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open run {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filled in from run {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when} by {who}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{trained} rows; scored on {tested} others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{columns} in, the probability of {target} = {yes} out; {yes} from {threshold} up</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VersionHead</name>
    <message>
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for this dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>targets</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VersionMenu</name>
    <message>
        <source>New version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export rejected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export profile report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path of the source file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {rows}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the profile report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported the profile report, {n}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VersionsPanel</name>
    <message>
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a new version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions, newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by a recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, {source} as {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the runs that these versions came from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aliases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run {n}, {when}, {who}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away from v{n}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a table to a running, watched model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything stays in one folder on this computer. Start with one of these.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV or Parquet, straight from a file. A workspace folder is made for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl I</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NYC flights 2013, 336,776 of them, to train, launch and watch a first model on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl Shift O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue in a folder that you or a colleague made. Nothing in it is changed by opening it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or drop a data file anywhere in this window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a table you have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and compare runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the best version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Launch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it in a container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drift and quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works offline, no account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker is needed only to launch models in containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker found, needed only to launch models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Docker: models are launched as local processes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkspaceButton</name>
    <message>
        <source>No workspace open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workspace {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Workspaces</name>
    <message>
        <source>Opening {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened for reading only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace could not be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New workspace</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message>
        <source>Saving</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>facts</name>
    <message>
        <source>Register model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} of {experiment}, {algorithm}, ROC AUC {auc}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is new or different about it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Becomes version {number} of {model}. Aliases stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new model. Its first version becomes the {alias}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the model a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes a few seconds in the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nearly done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>no {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What belongs where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a table to train on: which rows count, how they are read, joined and counted together. They run once, when a version is made. A served model never sees them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything it must do again for each new row: filling in, scaling, encoding categories. New experiment adds that by itself, learned from the training rows only and served with the model, so that requests carry raw columns and training and serving cannot drift apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps that learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean, median and most frequent value, outlier bounds, isolation forests and rare categories are computed on all rows at hand, test rows among them. Use them to clean; leave what a model is judged by to the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A formula used as a feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever sends requests must compute it in the same way, because the model expects the column.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More in docs/data/prepare.md.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
