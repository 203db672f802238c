const HOME = '/console/';

/** Where to go after the sign-in: a path of the console; anything else, such as another host, leads to its first page. */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith(HOME)) return HOME;
  const url = new URL(wanted, 'http://console.invalid');
  const isOurs = url.origin === 'http://console.invalid' && url.pathname.startsWith(HOME);
  return isOurs && url.pathname !== '/console/callback' ? url.pathname + url.search : HOME;
}
