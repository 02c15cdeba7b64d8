import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const leaveWithParent = fileURLToPath(new URL('leave-with-parent.cjs', import.meta.url));
const GRACE_MS = 12_000;

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {import('node:child_process').ChildProcess} process
 */

/**
 * Children that stop together. Each leads a process group of its own, so that Ctrl-C reaches this process alone and the order of
 * stopping stays ours; should this process be killed outright, each notices its closed channel and leaves by itself.
 * @param {{ onLost: (name: string, how: string) => void }} dependencies `onLost`: a child ended that nobody asked to end.
 */
export function createChildren({ onLost }) {
  /** @type {Child[]} */
  const children = [];
  let stopping = false;

  /** @param {Child} child @param {NodeJS.Signals} signal */
  function signalGroup({ process: child }, signal) {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }

  /** @param {Child} child */
  async function stop(child) {
    const hasEnded = child.process.exitCode !== null || child.process.signalCode !== null;
    if (!hasEnded && child.process.pid !== undefined) {
      const ended = once(child.process, 'exit');
      signalGroup(child, 'SIGTERM');
      const escalation = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(escalation);
    }
    signalGroup(child, 'SIGKILL');
  }

  return {
    /**
     * @param {string} name As a person would call it: "The bot".
     * @param {readonly string[]} args Arguments for node.
     * @param {{ env: NodeJS.ProcessEnv, cwd?: string, stdio: ['ignore', 'inherit' | 'pipe' | number, 'inherit' | 'pipe' | number] }} options
     */
    start(name, args, { env, cwd, stdio }) {
      const child = spawn(process.execPath, ['--require', leaveWithParent, ...args], {
        env,
        cwd,
        detached: process.platform !== 'win32',
        stdio: [...stdio, 'ipc'],
      });
      children.push({ name, process: child });
      child.once('error', (error) => onLost(name, `could not be started: ${error.message}`));
      child.once('exit', (code, signal) => {
        if (!stopping) onLost(name, `stopped by itself (${signal ?? `exit code ${code}`})`);
      });
      return child;
    },

    async stopAll() {
      stopping = true;
      await Promise.all(children.map(stop));
    },

    killAll() {
      for (const child of children) signalGroup(child, 'SIGKILL');
    },
  };
}
