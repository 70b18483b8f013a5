<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name></name>
    <message>
        <source>No calibration yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predicted probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actual rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no calibration yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} comes closest to the actual rates, {error:.3f} off on average; the farthest is {worst:.3f}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean predicted probability</source>
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
        <source>Algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dataset</source>
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
        <source>Seed</source>
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
        <source>{rows} test rows</source>
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
        <source>now</source>
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
        <source>ROC AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How well yes and no are told apart: 0.5 is guessing, 1 is perfect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision averaged over all recalls; guessing gives the share of yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balance of precision and recall at threshold 0.50</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the rows said to be yes, how many were, at 0.50</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the rows that were yes, how many were found, at 0.50</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of rows told right at threshold 0.50</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Punishes confident errors; lower is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brier score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean squared error of the probability; lower is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far predicted and actual rates are apart on average; lower is better</source>
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
        <source>Parameters of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide</source>
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
        <source>Name</source>
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
        <source>Algorithms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest rows</source>
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
        <source>v{number}, newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row passes this filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes or no question, {share} {yes}. {rows} rows have a target.</source>
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
        <source>No column tells the time; choose the test rows at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the rows</source>
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
        <source>{runs} on {train} rows, tested on {test}. You can keep working.</source>
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
        <source>looks like an identifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dates are not used</source>
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
        <source>{count} of {all} columns</source>
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
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
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
        <source>has no parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results on the {share} test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to train the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the stored model</source>
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
        <source>The bar runs from 0.5, which is guessing, to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for its turn</source>
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
        <source>Retry</source>
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
        <source>{n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deployments</source>
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
        <source>{low} to {high}</source>
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
    <name>ColumnsTab</name>
    <message>
        <source>Columns and their profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in the table</source>
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
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for this dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace is open for reading only.</source>
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
        <source>Nothing was imported</source>
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
        <source>Import a CSV or Parquet file, or drop one here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No datasets yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows kept aside</source>
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
    <message>
        <source>Reading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading rejected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rejected rows could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds what a version of {name} holds already, so none was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has not changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows}. {n} did not fit and were kept aside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show rejected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows}, none left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported {name} v{number}</source>
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
        <source>Choose an experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading runs</source>
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
        <source>Register run {number}</source>
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
        <source>Retry</source>
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
        <source>{title} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It starts when its turn comes.</source>
        <translation type="unfinished"></translation>
    </message>
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
    <message>
        <source>Started {runs}</source>
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
        <source>Date and time columns are not used as features so far.</source>
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
        <source>Choose</source>
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
        <source>Tables (*.csv *.tsv *.txt *.parquet *.pq);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file to import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be imported as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file, or drop one here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV and Parquet files are copied into the workspace; yours stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file, or change how it is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the file</source>
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
</context>
<context>
    <name>ImportProgress</name>
    <message>
        <source>Importing</source>
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
    <name>OptionsPanel</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV, TSV or Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns split by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decimal mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First row has the names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Parquet file says itself how it is to be read.</source>
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
        <source>Point: 10.36</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comma: 10,36</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} (detected)</source>
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
    <name>PreviewModel</name>
    <message>
        <source>empty</source>
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
        <source>{n} kept aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least {n} kept aside</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreviewTable</name>
    <message>
        <source>Preview of the file</source>
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
        <source>Read as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read {column} as text</source>
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
        <source>Text of the row</source>
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
    <message>
        <source>Copy the row&apos;s text</source>
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
    <name>RunView</name>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature importance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration</source>
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
        <source>Best F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to the threshold with the highest F1</source>
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
        <source>ROC AUC lost when a feature is shuffled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROC AUC lost</source>
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
        <source>Log of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run could not be read</source>
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
        <source>Reading results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No importance yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is measured when the run has finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} test rows</source>
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
        <source>No importance was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A baseline looks at no feature.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {value}</source>
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
</context>
<context>
    <name>RunningCard</name>
    <message>
        <source>Running now</source>
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
        <source>Best ROC AUC {value} in run {number}</source>
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
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stops within 2 s</source>
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
        <source>Filter runs, for example forest failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register model</source>
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
        <source>{found} of {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run has all these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filter</source>
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
        <source>, {count} hidden by the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare {count} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select two or more runs to compare them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only finished runs can be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one run to register it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
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
        <source>Retry</source>
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
        <source>New experiment from this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy run id</source>
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
    <name>TableTab</name>
    <message>
        <source>Rows</source>
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
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows {first} to {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profile of {column}</source>
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
        <source>{n} kept aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, {source} as {kind}</source>
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
    <message>
        <source>Only a finished run can become a model version</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>view</name>
    <message>
        <source>{run} waits for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} is being trained</source>
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
        <source>One run is trained at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts appear here when it has finished.</source>
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
</context>
<context>
    <name>words</name>
    <message>
        <source>no {column}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
