import path from 'node:path';
import { loadBundle } from './bundle';

/** The program, as the build has bundled it. */
interface Program {
  run(): void;
}

const { program } = loadBundle(path.join(__dirname, 'bundle', 'rolecall.js'));
(program as Program).run();
