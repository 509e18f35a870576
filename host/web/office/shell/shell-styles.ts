// How the frame looks; what the pages share stands in styles.ts.
import { css } from 'lit';

export const shellStyles = css`
  :host { max-width: 1080px; min-height: 100vh; margin: 0 auto; padding: 16px 24px 32px; }
  @media (max-width: 720px) { :host { padding: 12px 12px 24px; } }
  .skip { position: absolute; left: -999px; }
  .skip:focus { position: static; display: inline-block; padding: 8px; }
  header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 10px 20px; }
  .brand strong { font-size: 1.25rem; letter-spacing: 0.02em; }
  .brand span { margin-left: 6px; color: #cfd8d3; }
  .tools { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: center; }
  .language { display: flex; gap: 8px; align-items: center; margin: 0; font-weight: 400; }
  .language select { width: auto; margin: 0; padding: 6px 8px; background: #17211e; color: #f4f1ea; border-color: #8fa39b; }
  .user span { display: block; font-size: 0.9rem; color: #cfd8d3; }
  nav ul { display: flex; flex-wrap: wrap; gap: 6px; margin: 14px 0 0; padding: 0; list-style: none; }
  nav a { display: block; padding: 10px 16px; border-radius: 10px 10px 0 0; color: #f4f1ea; background: #17211e; text-decoration: none; }
  nav a:hover { text-decoration: underline; }
  nav a[aria-current] { color: #1d2321; background: #ffd166; font-weight: 700; }
  main { margin-top: 18px; }
  main:focus { outline: none; }
  .problem, .said { max-width: none; margin: 12px 0 0; }
  .problem:empty, .said:empty { margin: 0; }
  .problem { color: #ffd166; overflow-wrap: anywhere; }
  .problem p { max-width: none; margin: 0; font-weight: 600; }
  .idle { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; justify-content: space-between; margin-top: 14px; padding: 12px 16px; border: 2px solid #ffd166; border-radius: 12px; background: #17211e; }
  .idle p { margin: 0; }
`;
