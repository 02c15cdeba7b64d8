// Two halves of one thing. As a jest reporter: adds the counts of a run to the file that TEST_RESULTS names, and does nothing
// without it. As a program: adds up the runs in that file and says so in one line; anything failed, or no run at all, is exit code 1.
import { appendFileSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** @typedef {{ node: string, passed: number, failed: number, skipped: number }} Run */

export default class ClosingLine {
  /** @param {unknown} _contexts @param {import('@jest/test-result').AggregatedResult} results */
  onRunComplete(_contexts, results) {
    const file = process.env['TEST_RESULTS'];
    if (!file) return;
    /** @type {Run} */
    const run = {
      node: process.version,
      passed: results.numPassedTests,
      // A file that could not be loaded has failed without having a test to show for it.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    appendFileSync(file, `${JSON.stringify(run)}\n`);
  }
}

/** @param {readonly Run[]} runs @param {'passed' | 'failed' | 'skipped'} what */
function sum(runs, what) {
  return runs.reduce((total, run) => total + run[what], 0);
}

/** @param {string} file */
function readRuns(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => /** @type {Run} */ (JSON.parse(line)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const runs = readRuns(process.argv[2] ?? '');
  for (const { node, passed, failed, skipped } of runs) {
    console.log(`Node ${node}: ${passed} passed, ${failed} failed, ${skipped} skipped.`);
  }
  const skipped = sum(runs, 'skipped');
  console.log(
    `${sum(runs, 'passed')} passed, ${sum(runs, 'failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
  if (sum(runs, 'failed') > 0 || sum(runs, 'passed') === 0) process.exitCode = 1;
}
