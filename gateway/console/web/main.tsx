import 'bootstrap-italia/dist/css/bootstrap-italia.min.css';
import './styles/fonts.css';
import './styles/console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { startSession } from './session/start-session.js';

const place = document.getElementById('console');
if (place === null) throw new Error('The page has no place for the console.');
const root = createRoot(place);
root.render(<App session={startSession()} />);
