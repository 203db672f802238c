/** A subgraph while it is being made up. */
export interface DraftField {
  readonly name: string;
  /** With its arguments: `name(n: Int): String`. */
  readonly signature: string;
  readonly directives: string[];
  /** Name of its type, without lists and non-null. */
  readonly named: string;
  /** Arguments with literals that fit, for field sets: `(n: 7)`. */
  readonly literalArguments: string;
}

export interface DraftType {
  readonly name: string;
  kind: 'type' | 'interface';
  readonly directives: Set<string>;
  readonly interfaces: Set<string>;
  readonly fields: Map<string, DraftField>;
}

const IMPORTS = [
  ...['@key', '@shareable', '@external', '@requires', '@provides', '@override', '@inaccessible', '@interfaceObject'],
  ...['@context', '@fromContext'],
];

export class DraftSubgraph {
  readonly name: string;
  readonly types = new Map<string, DraftType>();
  /** Enums, scalars, inputs and unions as they are printed, by name. */
  readonly plain = new Map<string, string>();

  constructor(name: string) {
    this.name = name;
  }

  type(name: string, kind: DraftType['kind'] = 'type'): DraftType {
    const known = this.types.get(name);
    if (known) return known;
    const made: DraftType = { name, kind, directives: new Set(), interfaces: new Set(), fields: new Map() };
    this.types.set(name, made);
    return made;
  }

  print(): string {
    const imports = IMPORTS.map((name) => JSON.stringify(name)).join(', ');
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: [${imports}])`;
    const types = [...this.types.values()].filter(({ fields }) => fields.size > 0).map(printType);
    return [link, ...this.plain.values(), ...types].join('\n');
  }
}

function printType({ name, kind, directives, interfaces, fields }: DraftType): string {
  const implemented = interfaces.size > 0 ? ` implements ${[...interfaces].join(' & ')}` : '';
  const lines = [...fields.values()].map(({ signature, directives: own }) => `  ${[signature, ...own].join(' ')}`);
  return `${kind} ${name}${implemented} ${[...directives].join(' ')} {\n${lines.join('\n')}\n}`;
}
