// The page of the office: defines the shell and starts it.
import { Shell } from './shell/shell.ts';

customElements.define('sigillator-office', Shell);
