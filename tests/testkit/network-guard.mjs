/**
 * Loaded with `--import` into a process that must not call outside: it writes a line to NETWORK_GUARD_LOG for every
 * connection, datagram and name look-up that is not for this host, and refuses it. Child processes inherit it with NODE_OPTIONS.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';

const log = process.env.NETWORK_GUARD_LOG;
const LOCAL = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', '']);
const isLocal = (host) => typeof host !== 'string' || LOCAL.has(host) || /^127\.|^::ffff:127\./.test(host);

function refuse(what, host) {
  if (log) appendFileSync(log, `${what} ${host}\n`);
  return Object.assign(new Error(`The network guard refuses ${what} ${host}.`), { code: 'ECONNREFUSED' });
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guarded(...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof first === 'object' && first !== null ? (first.path ? '' : first.host) : args[1];
  if (isLocal(host)) return connect.apply(this, args);
  this.destroy(refuse('connection', host));
  return this;
};

for (const owner of [dns, dns.promises]) {
  for (const name of Object.keys(owner).filter((one) => /^(lookup|resolve)/.test(one))) {
    const original = owner[name];
    if (typeof original !== 'function') continue;
    owner[name] = (host, ...rest) => {
      if (isLocal(host) || net.isIP(host)) return original.call(owner, host, ...rest);
      const error = refuse(name, host);
      const callback = rest.at(-1);
      if (typeof callback !== 'function') return Promise.reject(error);
      process.nextTick(callback, error);
      return undefined;
    };
  }
}

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function guarded(...args) {
  const host = args.find((one, index) => index > 0 && typeof one === 'string');
  if (isLocal(host)) return send.apply(this, args);
  throw refuse('datagram', host);
};
if (log) appendFileSync(log, `guarding ${process.pid}\n`);
