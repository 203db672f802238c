import { serveDropArea } from '../../legacy-adapter/massivo/file-process/drop-area-host.js';
import { DirectoryDropArea } from '../../legacy-adapter/massivo/transport/directory-drop-area.js';
import { GatedDropArea } from './gated-drop-area.js';

/** The file process with a pipe in its way: `gated-host.ts <root> <pipe>`. */
const [root = '', pipe = ''] = process.argv.slice(2);
serveDropArea(new GatedDropArea(new DirectoryDropArea({ root, makeFolders: true }), pipe));
