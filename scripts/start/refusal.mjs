/** A reason not to start, written for the person at the terminal: shown as one line, without a stack. */
export class Refusal extends Error {
  /** @override */
  name = 'Refusal';
}
