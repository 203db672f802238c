import { Lexer, Source, TokenKind, type Token } from 'graphql';

/**
 * How often a query text selects again what it selects already in the same place. Checking that equal selections can be
 * merged takes graphql-js time in the square of their number: 4,000 times the same field, 8 KB, is six seconds. Honest
 * queries hardly repeat themselves, so this is counted on the tokens, before that check, in one pass.
 *
 * A text that cannot be read counts as far as it can; the parser tells what is wrong with it.
 */
export function repeatedSelections(text: string): number {
  const lexer = new Lexer(new Source(text));
  const scan = new SelectionScan();
  try {
    while (lexer.advance().kind !== TokenKind.EOF) scan.take(lexer.token, lexer.lookahead());
  } catch {
    // A character that no token begins with.
  }
  return scan.repeated;
}

class SelectionScan {
  repeated = 0;
  /** The names selected so far in each selection set around the token; inline fragments share that of their parent. */
  readonly #sets: Set<string>[] = [];
  /** Arguments and variable definitions select nothing. */
  #parentheses = 0;
  #previous: string = TokenKind.SOF;
  #inlineFragment = false;

  take(token: Token, next: Token): void {
    if (token.kind === TokenKind.PAREN_L) this.#parentheses += 1;
    else if (token.kind === TokenKind.PAREN_R) this.#parentheses -= 1;
    else if (this.#parentheses === 0) this.#takeOutside(token, next);
  }

  #takeOutside(token: Token, next: Token): void {
    const parent = this.#sets.at(-1);
    switch (token.kind) {
      case TokenKind.BRACE_L:
        this.#sets.push(this.#inlineFragment && parent ? parent : new Set());
        this.#inlineFragment = false;
        break;
      case TokenKind.BRACE_R:
        this.#sets.pop();
        break;
      case TokenKind.SPREAD:
        this.#inlineFragment = next.kind !== TokenKind.NAME || next.value === 'on';
        break;
      case TokenKind.NAME:
        if (parent) this.#takeName(token.value, parent);
        break;
    }
    this.#previous = token.kind;
  }

  #takeName(name: string, selected: Set<string>): void {
    // Behind a colon stands the field of an alias, behind an at sign a directive; neither names what is selected.
    if (this.#inlineFragment || this.#previous === TokenKind.COLON || this.#previous === TokenKind.AT) return;
    const key = this.#previous === TokenKind.SPREAD ? `...${name}` : name;
    if (selected.has(key)) this.repeated += 1;
    selected.add(key);
  }
}
