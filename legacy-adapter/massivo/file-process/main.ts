import { DirectoryDropArea, type DirectoryDropAreaOptions } from '../transport/directory-drop-area.js';
import { serveDropArea } from './drop-area-host.js';

/** The process of the directory drop area: `HostedDropArea` starts it. */
process.title = 'casellario-bridge files';
serveDropArea(new DirectoryDropArea(JSON.parse(process.argv[2] ?? '{}') as DirectoryDropAreaOptions));
