/** One area of federation: subgraphs by name, and operations that go through it. */
export interface FederationArea {
  readonly name: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly operations: readonly string[];
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Small supergraphs of our own, one for each area in which gateways are known to go wrong. */
export const FEDERATION_AREAS: readonly FederationArea[] = [
  {
    name: 'one entity of two subgraphs',
    subgraphs: {
      offices: 'type Query { office: Office offices: [Office!]! } type Office @key(fields: "id") { id: ID! }',
      people: 'type Office @key(fields: "id") { id: ID! head: String staff: [String!] }',
    },
    operations: ['{ office { head } offices { id staff } }', '{ offices { __typename h: head } }'],
  },
  {
    name: 'a chain of keys, one known to each next subgraph',
    subgraphs: {
      one: 'type Query { files: [File!]! } type File @key(fields: "id") { id: ID! }',
      two: 'type File @key(fields: "id") @key(fields: "sku") { id: ID! sku: String! size: Int }',
      three: 'type File @key(fields: "sku") @key(fields: "code") { sku: String! code: Int! }',
      four: 'type File @key(fields: "code") { code: Int! seal: String pages: [Int!] }',
    },
    operations: ['{ files { seal } }', '{ files { pages size id } }'],
  },
  {
    name: 'compound and nested keys, with other fields under the names of keys',
    subgraphs: {
      one: 'type Query { act: Act acts: [Act] } type Act @key(fields: "id ref { code }") { id: ID! ref: Ref! } type Ref @shareable { code: Int! label: String }',
      two: 'type Act @key(fields: "id ref { code }") { id: ID! ref: Ref! title: String year(of: Int = 1): Int } type Ref @shareable { code: Int! label: String }',
    },
    operations: [
      '{ act { id: title ref: year code: id } }',
      '{ acts { ref { code: label } title id: year(of: 4) } }',
      '{ acts { ref { label } ...A } } fragment A on Act { title ref { c: code } }',
    ],
  },
  {
    name: 'null where an entity was looked for',
    subgraphs: {
      one: 'type Query { boxes: [Box] } type Box { no: Int item: Item items: [[Item]] } type Item @key(fields: "id") { id: ID! }',
      two: 'type Item @key(fields: "id") { id: ID! text: String maker: Maker } type Maker { name: String }',
    },
    operations: ['{ boxes { no item { text maker { name } } } }', '{ boxes { items { maker { name } } } }'],
  },
  {
    name: 'shared root fields',
    subgraphs: {
      one: 'type Query { top: Page @shareable } type Page @key(fields: "id") { id: ID! title: String }',
      two: 'type Query { top: Page @shareable } type Page @key(fields: "id") { id: ID! body: String }',
    },
    operations: ['{ top { title body id } }', '{ a: top { body } b: top { title } }'],
  },
  {
    name: 'requirements of requirements',
    subgraphs: {
      one: 'type Query { good: Good goods: [Good!] } type Good @key(fields: "id") { id: ID! price: Int weight: Float }',
      two: 'type Good @key(fields: "id") { id: ID! price: Int @external tax: Int @requires(fields: "price") }',
      three:
        'type Good @key(fields: "id") { id: ID! tax: Int @external weight: Float @external total: Float @requires(fields: "tax weight") }',
    },
    operations: ['{ good { total } }', '{ goods { tax total price } }', '{ goods { price: total total: price } }'],
  },
  {
    name: 'requirements with arguments',
    subgraphs: {
      one: 'type Query { goods: [Good!] } type Good @key(fields: "id") { id: ID! price(in: String = "EUR"): Int size(of: Int): Int }',
      two: 'type Good @key(fields: "id") { id: ID! price(in: String = "EUR"): Int @external size(of: Int): Int @external cost: Int @requires(fields: "price(in: \\"USD\\") size") }',
    },
    operations: [
      '{ goods { cost } }',
      '{ goods { price cost } }',
      '{ goods { cost price size(of: 3) } }',
      'query ($in: String = "LIT") { goods { price(in: $in) ...C } } fragment C on Good { cost p: price }',
    ],
  },
  {
    name: 'requirements with fragments on an interface and a union',
    subgraphs: {
      one: 'type Query { user: User users: [User!] } type User @key(fields: "id") { id: ID! address: Address thing: Thing } interface Address { zip: String } type Home implements Address @shareable { zip: String street: String } type Work implements Address @shareable { zip: String floor: Int } union Thing = Home | Work',
      two: 'type User @key(fields: "id") { id: ID! address: Address @external thing: Thing @external label: String @requires(fields: "address { __typename zip ... on Home { street } ... on Work { floor } }") tag: Int @requires(fields: "thing { ... on Home { zip } ... on Work { floor } }") } interface Address { zip: String } type Home implements Address @shareable { zip: String street: String } type Work implements Address @shareable { zip: String floor: Int } union Thing = Home | Work',
    },
    operations: [
      '{ user { label tag } }',
      '{ users { label address { zip ... on Work { floor } } } }',
      '{ users { tag thing { __typename } } }',
    ],
  },
  {
    name: 'a requirement that goes in a circle between two subgraphs',
    subgraphs: {
      one: 'type Query { posts: [Post!] } type Post @key(fields: "id") { id: ID! byNovice: Boolean @external byExpert: Boolean @requires(fields: "byNovice") author: Author } type Author @key(fields: "id") { id: ID! name: String years: Int @external rank: String @requires(fields: "years") }',
      two: 'type Post @key(fields: "id") { id: ID! author: Author @external byNovice: Boolean @requires(fields: "author { name }") } type Author @key(fields: "id") { id: ID! name: String @external years: Int }',
    },
    operations: ['{ posts { byNovice } }', '{ posts { byExpert author { rank } } }'],
  },
  {
    name: 'provided fields, also nested and on an interface',
    subgraphs: {
      one: 'type Query { first: Item @provides(fields: "name cat { title }") any: Named @provides(fields: "... on Item { name }") } type Item implements Named @key(fields: "id") { id: ID! name: String @external cat: Cat @external } type Cat @key(fields: "id") { id: ID! title: String @external } interface Named { id: ID! name: String }',
      two: 'type Item @key(fields: "id") { id: ID! name: String @shareable cat: Cat @shareable more: Int } type Cat @key(fields: "id") { id: ID! title: String @shareable other: String }',
    },
    operations: [
      '{ first { name cat { title } } }',
      '{ first { name more cat { title other } } }',
      '{ any { name ... on Item { more } } }',
    ],
  },
  {
    name: 'overridden fields, one of them required, one on an interface',
    subgraphs: {
      old: 'type Query { bills: [Bill] } type Bill implements Dated @key(fields: "id") { id: ID! total: Int day: String note: String } interface Dated { day: String }',
      fresh:
        'type Query { dated: [Dated] } interface Dated { day: String } type Bill implements Dated @key(fields: "id") { id: ID! total: Int @override(from: "old") day: String @override(from: "old") note: String @override(from: "old", label: "percent(50)") }',
      sums: 'type Bill @key(fields: "id") { id: ID! total: Int @external half: Int @requires(fields: "total") }',
    },
    operations: ['{ bills { total half day note } }', '{ dated { day ... on Bill { id total note } } }'],
  },
  {
    name: 'overridden from a subgraph that is not there',
    subgraphs: {
      here: 'type Query { one: Thing } type Thing @key(fields: "id") { id: ID! x: Int @override(from: "gone") }',
      there: 'type Thing @key(fields: "id") { id: ID! y: Int }',
    },
    operations: ['{ one { x y } }'],
  },
  {
    name: 'enums of which subgraphs know different values',
    subgraphs: {
      one: 'type Query { all: [User] } type User @key(fields: "id") { id: ID! kind: Kind } enum Kind { PLAIN ODD @inaccessible }',
      two: 'type Query { of(kind: Kind): [User] } type User @key(fields: "id") { id: ID! kinds: [Kind!] @shareable } enum Kind { PLAIN }',
    },
    operations: ['{ all { id kind kinds } }', '{ of(kind: PLAIN) { id kind } }'],
  },
  {
    name: 'inputs of which subgraphs know different fields',
    subgraphs: {
      one: 'type Query { found(by: Search): [Hit] } input Search { text: String, most: Int } type Hit @key(fields: "id") { id: ID! }',
      two: 'type Hit @key(fields: "id") { id: ID! near(by: Search): Int } input Search { text: String }',
    },
    operations: [
      '{ found(by: { text: "a" }) { id near(by: { text: null }) } }',
      'query ($by: Search, $text: String) { found(by: $by) { near(by: { text: $text }) n: near(by: $by) } }',
    ],
    variables: { by: { text: 'x' } },
  },
  {
    name: 'what clients do not see',
    subgraphs: {
      one: 'type Query { users: [User] } type User @key(fields: "id") @key(fields: "secret") { id: ID! secret: String! @inaccessible pet: Pet kind: Kind } union Pet = Cat | Dog type Cat { name: String } type Dog @inaccessible { bark: Int } enum Kind { A B @inaccessible }',
      two: 'type User @key(fields: "secret") { secret: String! @inaccessible hidden: Int @inaccessible open: Int }',
    },
    operations: [
      '{ users { open } }',
      '{ users { pet { ... on Cat { name } } kind } __type(name: "User") { fields { name } } }',
    ],
  },
  {
    name: 'interface objects',
    subgraphs: {
      real: 'type Query { real: [Media!] } interface Media @key(fields: "id") { id: ID! title: String } type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int } type Film implements Media @key(fields: "id") { id: ID! title: String length: Float }',
      stars:
        'type Query { rated: [Media!] best: Media } type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int title: String @external note: String @requires(fields: "title") }',
    },
    operations: [
      '{ rated { id } best { id stars } }',
      '{ rated { __typename stars } }',
      '{ real { stars ... on Book { pages note } } }',
      '{ rated { ... on Film { length stars } ... on Book { title } } }',
      '{ rated { note } best { title ...B } } fragment B on Book { stars pages }',
    ],
  },
  {
    name: 'interfaces and unions over several subgraphs',
    subgraphs: {
      one: 'type Query { nodes: [Node!] found: [Found] } interface Node { id: ID! } union Found = Act | Box type Act implements Node @key(fields: "id") { id: ID! title: String } type Box implements Node @key(fields: "id") { id: ID! }',
      two: 'type Query { other: [Found!] } union Found = Box | Cup type Box @key(fields: "id") { id: ID! width(in: Int): Int inside: [Found] } type Cup { full: Boolean }',
      three: 'type Act @key(fields: "id") { id: ID! width(in: Int): Int }',
    },
    operations: [
      '{ nodes { id ... on Box { width(in: 1) } ... on Act { width(in: 2) title } } }',
      '{ found { __typename ... on Node { id } ... on Box { inside { ... on Cup { full } } } } }',
      '{ other { ...F } } fragment F on Found { t: __typename ... on Cup { full } ... on Box { id inside { ...G } } } fragment G on Found { ... on Box { width(in: 3) } }',
    ],
  },
  {
    name: 'an interface that leads to itself',
    subgraphs: {
      one: 'type Query { tree: Node } interface Node { id: ID! next: Node } type Leaf implements Node @key(fields: "id") { id: ID! next: Node } type Twig implements Node @key(fields: "id") { id: ID! next: Node }',
      two: 'type Leaf @key(fields: "id") { id: ID! green: Boolean } type Twig @key(fields: "id") { id: ID! long: Int }',
    },
    operations: ['{ tree { id next { id next { ... on Leaf { green } ... on Twig { long next { __typename } } } } } }'],
  },
  {
    name: 'skipped and included fields, entities and fragments',
    subgraphs: {
      one: 'type Query { item: Item } type Item @key(fields: "id") { id: ID! price: Int }',
      two: 'type Item @key(fields: "id") { id: ID! price: Int @external dear: Boolean @requires(fields: "price") }',
      three:
        'type Item @key(fields: "id") { id: ID! dear: Boolean @external never: Boolean @requires(fields: "dear") }',
    },
    operations: [
      'query ($no: Boolean! = false) { item { id dear @include(if: $no) never @skip(if: $no) } }',
      'query ($yes: Boolean = true) { item @skip(if: $yes) { dear } __typename }'.replace('Boolean =', 'Boolean! ='),
      'query ($a: Boolean!, $b: Boolean!) { item { ... @include(if: $a) { never } ... on Item @skip(if: $b) { dear price } } }',
    ],
    variables: { a: true, b: false },
  },
  {
    name: '__typename everywhere',
    subgraphs: {
      one: 'type Query { box: Box boxes: [Box!] shape: Shape } type Box @key(fields: "id") { id: ID! } union Shape = Box | Dot type Dot { x: Int }',
      two: 'type Box @key(fields: "id") { id: ID! colour: String }',
    },
    operations: [
      '{ __typename t: __typename box { t: __typename __typename colour } }',
      '{ shape { a: __typename ... on Box { b: __typename colour } ... on Dot { b: __typename } } boxes { __typename } }',
      '{ __typename }',
    ],
  },
  {
    name: 'arguments from the context of an object above',
    subgraphs: {
      one: 'type Query { shop: Shop } type Shop @key(fields: "id") @context(name: "shop") { id: ID! money: String! item: Item items: [Item!] } type Item @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$shop { money }")): Int }',
      two: 'type Shop @key(fields: "id") { id: ID! name: String } type Item @key(fields: "id") { id: ID! text: String }',
    },
    operations: ['{ shop { item { price } } }', '{ shop { name items { price text } money } }'],
  },
  {
    name: 'mutations in their order, with entities',
    subgraphs: {
      one: 'type Query { x: Int } type Mutation { add(n: Int): Int put: Box } type Box @key(fields: "id") { id: ID! }',
      two: 'type Mutation { times(n: Int): Int } type Box @key(fields: "id") { id: ID! colour: String }',
    },
    operations: [
      'mutation { a: add(n: 1) b: times(n: 2) c: add(n: 3) d: add(n: 4) }',
      'mutation { put { colour } times(n: 5) again: put { id colour } }',
      'mutation { ...A add(n: 9) } fragment A on Mutation { times(n: 1) ... { p: put { colour } } }',
    ],
  },
  {
    name: 'lists in lists, values of custom scalars',
    subgraphs: {
      one: 'scalar Any type Query { grid: [[Cell]!] any(of: Any): [Any] } type Cell @key(fields: "id") { id: ID! }',
      two: 'scalar Any type Cell @key(fields: "id") { id: ID! more: Any rows: [[Cell!]] }',
    },
    operations: [
      '{ grid { more } }',
      '{ grid { rows { id more } } any(of: { a: [1, { b: true }] }) }',
      'query ($v: Any) { any(of: [$v, 2]) }',
    ],
    variables: { v: { deep: [null] } },
  },
];
