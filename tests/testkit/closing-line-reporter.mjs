/** Ends the run with one plain line for machines; a test file that could not run at all counts as one failure. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // Jest appends its own summary reporter after all others: only the process's end comes later.
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
}
