import { deprecationHeaders } from '../../../schema/kernel/deprecation-headers.rules.js';

describe('the headers of massivo answers', () => {
  it('R-16 name the days in Rome (RFC 9745, RFC 8594) and the guide', () => {
    const guide = 'https://quicasellario.giustizia.it';
    expect(deprecationHeaders({ since: '2026-02-05', lastDay: '2026-08-05', guide })).toEqual({
      // 2026-02-05T00:00+01:00
      deprecation: '@1770246000',
      sunset: 'Wed, 05 Aug 2026 22:00:00 GMT',
      link: `<${guide}>; rel="deprecation"; type="text/html", <${guide}>; rel="sunset"; type="text/html"`,
    });
  });
});
