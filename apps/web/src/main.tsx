import { createRoot } from 'react-dom/client';
import { Portal } from './shell/portal.tsx';
import './style.css';

// The server gives the same page at `/`; the portal's own addresses stand below /portal.
if (!window.location.pathname.startsWith('/portal')) window.history.replaceState(null, '', '/portal/');
createRoot(document.getElementById('root')!).render(<Portal />);
