import type { SmallSubgraph } from './small-supergraph.js';

type Row = Record<string, unknown>;

const byKey =
  (rows: readonly Row[], ...keys: string[]) =>
  (reference: Row): Row | null =>
    rows.find((row) => keys.some((key) => reference[key] !== undefined && reference[key] === row[key])) ?? null;

/** What a reference carries beside its key (`@requires`) goes into the object. */
const withReference =
  (rows: readonly Row[], key: string) =>
  (reference: Row): Row | null => {
    const row = rows.find((one) => one[key] === reference[key]);
    return row ? { ...reference, ...row } : null;
  };

const PRODUCTS: Row[] = [
  {
    upc: '1',
    sku: 's1',
    name: 'Table "large"',
    price: 899,
    dims: { size: 'big', weight: 100 },
    parts: [
      { code: 'leg', count: 4 },
      { code: 'top', count: 1 },
    ],
  },
  { upc: '2', sku: 's2', name: 'Couch', price: 1299, dims: { size: 'huge', weight: 1000 }, parts: [] },
  { upc: '3', sku: 's3', name: 'Cháir', price: 54, dims: null, parts: null },
];
const USERS: Row[] = [
  { id: 'u1', username: '@ada', name: { first: 'Ada', last: 'Lovelace' }, country: 'GB' },
  { id: 'u2', username: '@alan', name: { first: 'Alan', last: null }, country: 'GB' },
];
const REVIEWS: Row[] = [
  { id: 'r1', body: 'Love it!', author: { id: 'u1' }, product: { upc: '1' } },
  { id: 'r2', body: 'Too big', author: { id: 'u1' }, product: { upc: '2' } },
  { id: 'r3', body: null, author: { id: 'u2' }, product: { upc: '1' } },
  { id: 'r4', body: 'Gone', author: { id: 'nobody' }, product: { upc: '3' } },
  { id: 'r5', body: 'Nameless', author: null, product: { upc: '9' } },
];

/** Products, users, reviews and stock: several keys, `@requires`, `@provides`, `@shareable`, null entities, duplicates. */
export function shop(): SmallSubgraph[] {
  return [
    {
      name: 'products',
      sdl: `
        type Query { products: [Product!]! product(upc: ID!): Product shelves: [[Product]] me: Viewer @shareable constructor: String }
        type Mutation { rename(upc: ID!, name: String!): Product setPrice(upc: ID!, price: Int!): Product }
        type Product @key(fields: "upc") @key(fields: "sku") {
          upc: ID! sku: ID! name: String price(currency: String = "EUR"): Int dims: Dims box: Box @shareable parts: [Part!]
        }
        type Dims { size: String weight: Int }
          type Box @shareable { size: String weight: Int }
        type Part { code: String! count: Int! }
        type Viewer @shareable { device: Device }
        type Device @shareable { brand: String }
      `,
      resolvers: {
        Query: {
          products: () => PRODUCTS,
          product: (_: unknown, { upc }: Row) => PRODUCTS.find((product) => product.upc === upc),
          shelves: () => [[PRODUCTS[0], null], null, [PRODUCTS[2], PRODUCTS[0]]],
          me: () => ({ device: { brand: 'acme' } }),
          constructor: () => 'built',
        },
        Mutation: {
          rename: (_: unknown, { upc, name }: Row) => ({ ...PRODUCTS.find((product) => product.upc === upc), name }),
          setPrice: (_: unknown, { upc, price }: Row) => ({
            ...PRODUCTS.find((product) => product.upc === upc),
            price,
          }),
        },
        Product: {
          __resolveReference: byKey(PRODUCTS, 'upc', 'sku'),
          box: ({ dims }: Row) => dims,
          price: ({ price }: Row, { currency }: Row) => (currency === 'EUR' ? price : Number(price) * 2),
        },
      },
    },
    {
      name: 'users',
      sdl: `
        type Query { users: [User!]! user(id: ID!): User me: Viewer @shareable }
        type Mutation { greet(id: ID!): User }
        type User @key(fields: "id") @key(fields: "username") { id: ID! username: String @shareable name: Name country: String }
        type Name { first: String last: String }
        type Viewer @shareable { device: Device account: User }
        type Device @shareable { brand: String serial: Int }
      `,
      resolvers: {
        Query: {
          users: () => USERS,
          user: (_: unknown, { id }: Row) => USERS.find((user) => user.id === id),
          me: () => ({ device: { brand: 'acme', serial: 7 }, account: USERS[0] }),
        },
        Mutation: { greet: (_: unknown, { id }: Row) => USERS.find((user) => user.id === id) },
        User: { __resolveReference: byKey(USERS, 'id', 'username') },
      },
    },
    {
      name: 'reviews',
      sdl: `
        type Query { reviews: [Review!]! reviewed: [Reviewed!]! everything: [Thing!]! }
        interface Reviewed { reviews: [Review!]! }
        union Thing = Review | Product | User
        type Review @key(fields: "id") { id: ID! body: String author: User @provides(fields: "username") product: Product! }
        type User @key(fields: "id") { id: ID! username: String @external reviews: [Review!]! }
        type Product implements Reviewed @key(fields: "upc") { upc: ID! reviews: [Review!]! }
      `,
      resolvers: {
        Query: {
          reviews: () => REVIEWS,
          reviewed: () => [{ upc: '1' }, { upc: '3' }],
          everything: () => [
            { ...REVIEWS[0], is: 'Review' },
            { upc: '2', is: 'Product' },
            { id: 'u2', is: 'User' },
          ],
        },
        Thing: { __resolveType: ({ is }: { is: string }) => is },
        Reviewed: { __resolveType: () => 'Product' },
        Review: {
          __resolveReference: byKey(REVIEWS, 'id'),
          author: ({ author }: Row) => author && { ...(author as Row), username: 'provided' },
        },
        User: { reviews: ({ id }: Row) => REVIEWS.filter(({ author }) => (author as Row | null)?.id === id) },
        Product: { reviews: ({ upc }: Row) => REVIEWS.filter(({ product }) => (product as Row).upc === upc) },
      },
    },
    {
      name: 'stock',
      sdl: `
        type Query { warehouse: Warehouse }
        type Warehouse { top: Query name: String products: [Product!]! }
        type Product @key(fields: "sku") {
          sku: ID!
          price(currency: String = "EUR"): Int @external
          dims: Dims @external
          box: Box @shareable
          parts: [Part!] @external
          inStock: Boolean
          freight: String @requires(fields: "price(currency: \\"USD\\") dims { weight }")
          pieces: String @requires(fields: "parts { code count }")
        }
        type Dims @external { weight: Int }
        type Box @shareable { weight: Int depth: Int }
        type Part @external { code: String! count: Int! }
      `,
      resolvers: {
        Query: {
          warehouse: () => ({ name: 'north', top: {}, products: [{ sku: 's1' }, { sku: 's1' }, { sku: 's3' }] }),
        },
        Product: {
          __resolveReference: withReference(
            [
              { sku: 's1', inStock: true, box: { weight: 100, depth: 3 } },
              { sku: 's2', inStock: false, box: { weight: 1000, depth: 9 } },
            ],
            'sku',
          ),
          freight: ({ price, dims }: Row) => `${String(price)} for ${JSON.stringify(dims)}`,
          pieces: ({ parts }: Row) => JSON.stringify(parts ?? null),
        },
      },
    },
  ];
}

const BOOKS: Row[] = [
  { is: 'Book', id: 'm1', title: 'Emma', pages: 300, publisher: { id: 'p1', country: { code: 'IT' } } },
  { is: 'Film', id: 'm2', title: 'Heat', minutes: 170 },
  { is: 'Book', id: 'm3', title: 'Ulysses', pages: 700, publisher: null },
];

/** An interface with a key, seen by one subgraph as an object; unions and conflicting fields of their members. */
export function library(): SmallSubgraph[] {
  return [
    {
      name: 'catalogue',
      sdl: `
        type Query { media: [Media!]! medium(id: ID!): Media found: [Found] }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int publisher: Publisher }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
        type Publisher @key(fields: "id country { code }") { id: ID! country: Country }
        type Country @shareable { code: String }
        union Found = Book | Film | Publisher
      `,
      resolvers: {
        Query: {
          media: () => BOOKS,
          medium: (_: unknown, { id }: Row) => BOOKS.find((one) => one.id === id),
          found: () => [BOOKS[0], null, BOOKS[1], { is: 'Publisher', id: 'p1', country: { code: 'IT' } }],
        },
        Media: { __resolveType: ({ is }: { is: string }) => is, __resolveReference: byKey(BOOKS, 'id') },
        Found: { __resolveType: ({ is }: { is: string }) => is },
        Book: { __resolveReference: byKey(BOOKS, 'id') },
        Film: { __resolveReference: byKey(BOOKS, 'id') },
        Publisher: { __resolveReference: (reference: Row) => reference },
      },
    },
    {
      name: 'ratings',
      sdl: `
        type Query { best: Media worst: [Media!]! }
        type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int raters: [Rater!]! }
        type Rater { name: String favourite: Media }
      `,
      resolvers: {
        Query: { best: () => ({ id: 'm1' }), worst: () => [{ id: 'm2' }, { id: 'm3' }] },
        Media: {
          __resolveReference: ({ id }: Row) => ({ id }),
          rating: ({ id }: Row) => String(id).charCodeAt(1),
          raters: () => [
            { name: 'Bo', favourite: { id: 'm1' } },
            { name: 'Cy', favourite: null },
          ],
        },
      },
    },
    {
      name: 'houses',
      sdl: `
        type Publisher @key(fields: "id country { code }") { id: ID! country: Country name: String books: [Book!]! }
        type Country @shareable { code: String }
        type Book @key(fields: "id") { id: ID! pages: Int @external heavy: Boolean @requires(fields: "pages") shelf: String }
        type Film @key(fields: "id") { id: ID! shelf: Int! }
      `,
      resolvers: {
        Publisher: {
          __resolveReference: ({ id, country }: Row) => ({ id, country, name: `House of ${JSON.stringify(country)}` }),
          books: () => [{ id: 'm1' }, { id: 'm3' }],
        },
        Book: { heavy: ({ pages }: Row) => Number(pages) > 500, shelf: () => 'A7' },
        Film: { shelf: () => 12 },
      },
    },
  ];
}

/** Arguments that are taken from an object further up. */
export function contexts(): SmallSubgraph[] {
  return [
    {
      name: 'shops',
      sdl: `
        type Query { shops: [Shop!]! }
        type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! shelves: [Shelf!]! }
        type Shelf @key(fields: "id") { id: ID! label(money: String @fromContext(field: "$shop { currency }")): String items: [Item!]! }
        type Item @key(fields: "id") { id: ID! price(money: String @fromContext(field: "$shop { currency }")): String }
      `,
      resolvers: {
        Query: { shops: () => SHOPS },
        Shelf: {
          __resolveReference: (shelf: Row) => ({ ...shelf, items: ITEMS }),
          label: ({ id }: Row, { money }: Row) => `${String(id)} in ${String(money)}`,
        },
        Item: {
          __resolveReference: (item: Row) => item,
          price: ({ id }: Row, { money }: Row) => `${String(id)} ${String(money)}`,
        },
      },
    },
    {
      name: 'names',
      sdl: 'type Item @key(fields: "id") { id: ID! name: String }',
      resolvers: { Item: { name: ({ id }: Row) => `name of ${String(id)}` } },
    },
  ];
}

const ITEMS: Row[] = [{ id: 'i1' }, { id: 'i2' }];
const SHOPS: Row[] = [
  {
    id: 's1',
    currency: 'EUR',
    shelves: [
      { id: 'a', items: ITEMS },
      { id: 'b', items: ITEMS },
    ],
  },
  { id: 's2', currency: 'USD', shelves: [{ id: 'a', items: ITEMS }] },
  { id: 's3', currency: 'EUR', shelves: [{ id: 'a', items: ITEMS }] },
];
