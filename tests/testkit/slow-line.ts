import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a server on loopback that lets each byte wait, in both directions. */
export class SlowLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number, delayMs: number) {
    this.#server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      this.#join(near, far, delayMs);
      this.#join(far, near, delayMs);
    });
  }

  static async to(port: number, delayMs: number): Promise<SlowLine> {
    const line = new SlowLine(port, delayMs);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(from: Socket, to: Socket, delayMs: number): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => to.destroy()).on('close', () => setTimeout(() => to.destroy(), delayMs));
    from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs));
  }
}
