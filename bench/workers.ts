import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../test/support/process';

/** A process of its own whose time and memory are measured; it does one thing at a time. */
export interface Worker<Order, Report> {
  ask(order: Order): Promise<Report>;
  stop(): Promise<void>;
}

export async function startWorker<Order extends object | string, Report>(
  name: string,
  settings: object,
): Promise<Worker<Order, Report>> {
  const child: ChildProcess = fork(
    path.join(root, 'bench/children', `${name}.ts`),
    [JSON.stringify(settings)],
    {
      execArgv: ['--expose-gc', '--require', path.join(root, 'bench/typescript.cjs')],
    },
  );
  const ended = once(child, 'exit');
  const answer = async <T>(): Promise<T> => {
    const [message] = (await Promise.race([once(child, 'message'), ended.then(() => [undefined])])) as [
      unknown,
    ];
    if (message === undefined) throw new Error(`The worker ${name} has ended.`);
    return message as T;
  };
  await answer();
  return {
    ask: async (order) => {
      const reported = answer<Report>();
      child.send(order);
      return reported;
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}
