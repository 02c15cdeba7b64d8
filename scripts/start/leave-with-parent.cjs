'use strict';
// Preloaded into the children of `npm start`: the channel to the parent closes when the parent is gone, however it went.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
