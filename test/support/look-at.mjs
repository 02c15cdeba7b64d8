// Looks at the page that comes on standard input as a visitor does, and prints the complaints.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { openVisitor } from '../../scripts/e2e/visitor.mjs';

const page = await text(process.stdin);
const server = createServer((request, response) => {
  response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html' });
  response.end(request.url === '/' ? page : '');
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const visitor = await openVisitor({
  url: `http://127.0.0.1:${server.address().port}/`,
  pictures: process.cwd(),
});
await visitor.look('page');
await visitor.close();
server.close();
server.closeAllConnections();
process.stdout.write(JSON.stringify(visitor.complaints));
