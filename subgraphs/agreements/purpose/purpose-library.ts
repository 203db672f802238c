import type { CertificateKind, PublicBodyType } from '../../shared/graph-enums.js';
import type { PurposeRow } from './purpose.loader.js';

/**
 * The library of purposes: ours, because the annex of the circular is not public. Twelve use cases in the order of
 * domain.md, with the law that each rests on.
 */
const CASELLARIO: CertificateKind[] = ['CASELLARIO_GENERAL', 'CASELLARIO_CRIMINAL', 'CASELLARIO_CIVIL'];
const SELECTIVE: CertificateKind[] = ['SELECTIVE', ...CASELLARIO];
const WITH_PENDING: CertificateKind[] = [...SELECTIVE, 'PENDING_PROCEEDINGS'];
const ALL_KINDS: CertificateKind[] = [...SELECTIVE, 'ELECTORAL', 'ADMINISTRATIVE_SANCTIONS', 'PENDING_PROCEEDINGS'];
const ANY_BODY: PublicBodyType[] = ['PA', 'GPS'];
const ADMINISTRATIONS: PublicBodyType[] = ['PA'];

export const PURPOSE_LIBRARY: readonly PurposeRow[] = [
  {
    code: 'FIN-001',
    title: 'Checks on self-declarations',
    titleIt: 'Controlli sulle dichiarazioni sostitutive',
    law: 'D.P.R. 28 dicembre 2000, n. 445',
    article: '71',
    kinds: ALL_KINDS,
    bodyTypes: ANY_BODY,
  },
  {
    code: 'FIN-002',
    title: 'Acquisition ex officio',
    titleIt: "Acquisizione d'ufficio",
    law: 'D.P.R. 28 dicembre 2000, n. 445',
    article: '43',
    kinds: ALL_KINDS,
    bodyTypes: ANY_BODY,
  },
  {
    code: 'FIN-003',
    title: 'Public competitions and hiring',
    titleIt: 'Concorsi pubblici e assunzioni',
    law: 'D.P.R. 9 maggio 1994, n. 487',
    article: '2',
    kinds: WITH_PENDING,
    bodyTypes: ANY_BODY,
  },
  {
    code: 'FIN-004',
    title: 'Public procurement',
    titleIt: 'Contratti pubblici',
    law: 'D.Lgs. 31 marzo 2023, n. 36',
    article: '94',
    kinds: [...WITH_PENDING, 'ADMINISTRATIVE_SANCTIONS'],
    bodyTypes: ANY_BODY,
  },
  {
    code: 'FIN-005',
    title: 'Granting of citizenship',
    titleIt: 'Concessione della cittadinanza',
    law: 'L. 5 febbraio 1992, n. 91',
    article: '6',
    kinds: WITH_PENDING,
    bodyTypes: ADMINISTRATIONS,
  },
  {
    code: 'FIN-006',
    title: 'Driving licences',
    titleIt: 'Patenti di guida',
    law: 'D.Lgs. 30 aprile 1992, n. 285',
    article: '120',
    kinds: SELECTIVE,
    bodyTypes: ADMINISTRATIONS,
  },
  {
    code: 'FIN-007',
    title: 'Firearms licences',
    titleIt: "Licenze di porto d'armi",
    law: 'R.D. 18 giugno 1931, n. 773',
    article: '43',
    kinds: WITH_PENDING,
    bodyTypes: ADMINISTRATIONS,
  },
  {
    code: 'FIN-008',
    title: 'Other licences and authorisations',
    titleIt: 'Altre licenze e autorizzazioni',
    law: 'R.D. 18 giugno 1931, n. 773',
    article: '11',
    kinds: [...SELECTIVE, 'ADMINISTRATIVE_SANCTIONS'],
    bodyTypes: ANY_BODY,
  },
  {
    code: 'FIN-009',
    title: 'Electoral lists',
    titleIt: 'Liste elettorali',
    law: 'D.P.R. 20 marzo 1967, n. 223',
    article: '2',
    kinds: ['ELECTORAL', 'CASELLARIO_GENERAL'],
    bodyTypes: ADMINISTRATIONS,
  },
  {
    code: 'FIN-010',
    title: 'School staff and work in contact with minors',
    titleIt: 'Personale scolastico e attività a contatto con minori',
    law: 'D.P.R. 14 novembre 2002, n. 313',
    article: '25-bis',
    kinds: SELECTIVE,
    bodyTypes: ANY_BODY,
  },
  {
    code: 'FIN-011',
    title: 'Professional rolls',
    titleIt: 'Albi professionali',
    law: 'D.P.R. 7 agosto 2012, n. 137',
    article: '2',
    kinds: WITH_PENDING,
    bodyTypes: ANY_BODY,
  },
  {
    code: 'FIN-012',
    title: 'Grants and subsidies',
    titleIt: 'Contributi e sovvenzioni',
    law: 'L. 7 agosto 1990, n. 241',
    article: '12',
    kinds: [...SELECTIVE, 'ADMINISTRATIVE_SANCTIONS'],
    bodyTypes: ANY_BODY,
  },
];
