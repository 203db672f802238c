import { envExample } from '../configuration/variable-list.js';

process.stdout.write(envExample());
