// The smallest bot on Teams SDK v2. It takes a port and does not say which one it got.
const { App } = require('@microsoft/teams.apps');

const port = Number(process.env.PORT);
const quiet = {
  log() {},
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error: (...words) => process.stderr.write(`${words.join(' ')}\n`),
  child: () => quiet,
};
const app = new App({ logger: quiet, dangerouslyAllowUnauthenticatedRequests: true });
app.on('message', ({ send, activity }) => send(activity.text));
app.start(port).then(() => process.stdout.write(`ready at http://127.0.0.1:${port}/api/messages\n`));
process.once('SIGTERM', () => process.exit(0));
