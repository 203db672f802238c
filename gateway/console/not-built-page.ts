/** Shown where the browser part has not been built, such as after `npm run compile` alone. */
export const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Casellario Bridge</title>
  </head>
  <body>
    <h1>The console has not been built</h1>
    <p>Run <code>npm run build</code> and start again. Everything else is being served.</p>
    <p lang="it">La console non è stata compilata: eseguire <code>npm run build</code> e riavviare.</p>
  </body>
</html>
`;
