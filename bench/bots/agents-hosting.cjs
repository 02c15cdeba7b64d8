// The smallest bot on the Microsoft 365 Agents SDK and express, as its own samples have it.
const {
  AgentApplication,
  CloudAdapter,
  authorizeJWT,
  getAuthConfigWithDefaults,
} = require('@microsoft/agents-hosting');
const express = require('express');

const config = getAuthConfigWithDefaults();
const adapter = new CloudAdapter(config);
const agent = new AgentApplication({ adapter });
agent.onActivity('message', (context) => context.sendActivity(context.activity.text));

const app = express();
app.use(express.json());
app.use(authorizeJWT(config));
app.post('/api/messages', (request, response) =>
  adapter.process(request, response, (context) => agent.run(context)),
);
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${server.address().port}/api/messages\n`);
});
process.once('SIGTERM', () => process.exit(0));
