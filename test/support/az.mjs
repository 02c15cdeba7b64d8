#!/usr/bin/env node
// A stand-in for the Azure CLI: writes down what it is asked, with the files that are named, and answers as an empty tenant would.
import { appendFileSync, readFileSync } from 'node:fs';

const args = process.argv.slice(2);
const bodies = args.filter((one) => one.startsWith('@')).map((one) => readFileSync(one.slice(1), 'utf8'));
appendFileSync(process.env['AZ_LOG'], `${JSON.stringify({ args, bodies })}\n`);

/** @type {readonly (readonly [RegExp, string])[]} */
const ANSWERS = JSON.parse(process.env['AZ_ANSWERS']).map(([pattern, answer]) => [
  new RegExp(pattern),
  answer,
]);
const asked = args.join(' ');
const [, answer] = ANSWERS.find(([pattern]) => pattern.test(asked)) ?? [undefined, ''];
if (answer === null) process.exit(3);
if (answer) process.stdout.write(`${answer}\n`);
