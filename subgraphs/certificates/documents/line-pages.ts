/** Some lines of a request, both included. */
export interface LinePage {
  requestId: string;
  firstLine: number;
  lastLine: number;
}

/** The lines of a request in pages of so many. */
export function* linePages(
  { id, lastLine }: { id: string; lastLine: number },
  lines: number,
): Generator<LinePage, void, void> {
  for (let firstLine = 1; firstLine <= lastLine; firstLine += lines) {
    yield { requestId: id, firstLine, lastLine: firstLine + lines - 1 };
  }
}
