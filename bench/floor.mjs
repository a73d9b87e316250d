// @ts-check
/**
 * The floor: the least that a streaming proxy on Node can be. Bare `node:http` in, `undici` dispatch out,
 * bytes passed on with backpressure, the upstream stopped when the caller goes. No keys, limits, checks, or
 * logs. What the service costs is given as a multiple of what this costs.
 *
 *   node bench/floor.mjs <upstream port> [port]     prints one line `listening <port>`
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const upstream = new Pool(`http://127.0.0.1:${process.argv[2]}`, { bodyTimeout: 0, headersTimeout: 0 });

/**
 * Passes the upstream's answer on to one caller.
 * @param {import('node:http').ServerResponse} res
 * @returns {import('undici').Dispatcher.DispatchHandler}
 */
function passOn(res) {
  return {
    onRequestStart(controller) {
      res.on('close', () => {
        if (!res.writableFinished) controller.abort(new Error('the caller is gone'));
      });
    },
    onResponseStart(_controller, status, headers) {
      const kept = { 'content-type': String(headers['content-type']) };
      const length = headers['content-length'];
      res.writeHead(status, length === undefined ? kept : { ...kept, 'content-length': String(length) });
    },
    onResponseData(controller, chunk) {
      if (res.write(chunk)) return;
      controller.pause();
      res.once('drain', () => controller.resume());
    },
    onResponseEnd() {
      res.end();
    },
    onResponseError() {
      if (!res.headersSent) res.writeHead(502);
      res.destroy();
    },
  };
}

const server = createServer((req, res) => {
  /** @type {Buffer[]} */
  const parts = [];
  req.on('data', (part) => parts.push(part));
  req.on('end', () => {
    const { authorization = '', 'content-type': contentType = 'application/json' } = req.headers;
    upstream.dispatch(
      {
        method: /** @type {import('undici').Dispatcher.HttpMethod} */ (req.method),
        path: req.url ?? '/',
        headers: { authorization, 'content-type': contentType },
        body: parts.length === 1 ? parts[0] : parts.length === 0 ? null : Buffer.concat(parts),
      },
      passOn(res),
    );
  });
});
// Node's own 5 s close a connection while the load generator's next call is on its way.
server.keepAliveTimeout = 60_000;
server.listen({ port: Number(process.argv[3] ?? 0), host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address();
  console.log(`listening ${address && typeof address === 'object' ? address.port : '?'}`);
});
process.on('SIGTERM', () => process.exit(0));
