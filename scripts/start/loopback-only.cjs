'use strict';
// Preloaded into the Playground, which has no setting for it and would listen on every interface: it accepts messages from
// anybody who reaches it and hands them to a bot that asks for no credentials.
const { Server } = require('node:net');

const { listen } = Server.prototype;
/** @param {any[]} given */
Server.prototype.listen = function listenOnLoopback(...given) {
  const [first] = given;
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
  const options = isPort ? { port: Number(first) } : first;
  if (options === null || typeof options !== 'object' || !('port' in options)) {
    return Reflect.apply(listen, this, given);
  }
  const callback = given.find((argument) => typeof argument === 'function');
  return Reflect.apply(listen, this, [{ ...options, host: '127.0.0.1' }, callback]);
};
