import { UserError } from '../lib/errors';

/** A rule has spoken: nothing was done, the person is told why, and the audit log names the rule. */
export class Refused extends UserError {
  readonly rule: string;

  constructor(rule: string, text: string) {
    super(text);
    this.rule = rule;
  }
}
