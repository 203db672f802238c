/** GraphiQL with an editor of headers, so that a token can be pasted; headers are not kept in the browser. */
export const EXPLORER_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>casellario-bridge: explorer</title>
    <link rel="stylesheet" href="/graphiql/graphiql.css" />
    <link rel="stylesheet" href="/graphiql/page.css" />
  </head>
  <body>
    <div id="explorer">Loading …</div>
    <script src="/graphiql/react.js"></script>
    <script src="/graphiql/react-dom.js"></script>
    <script src="/graphiql/graphiql.js"></script>
    <script src="/graphiql/page.js"></script>
  </body>
</html>
`;

export const EXPLORER_STYLE = 'html, body, #explorer { height: 100%; margin: 0; }\n';

export const EXPLORER_SCRIPT = `const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const props = {
  fetcher,
  defaultEditorToolsVisibility: 'headers',
  defaultHeaders: JSON.stringify({ authorization: 'Bearer <npm run -s token -- contact:c_h501>' }, null, 2),
  isHeadersEditorEnabled: true,
  shouldPersistHeaders: false,
};
ReactDOM.createRoot(document.getElementById('explorer')).render(React.createElement(GraphiQL, props));
`;

/** Nothing from other hosts; the editor sets styles on its elements, and lets its icons stand in its style sheet. */
export const EXPLORER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
