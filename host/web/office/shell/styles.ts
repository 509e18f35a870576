// How the office looks: the mat and the colours of the front panel, paper for what is read. Text meets AA contrast.
import { css } from 'lit';

export const officeStyles = css`
  :host { display: block; }
  * { box-sizing: border-box; }
  h1 { margin: 0 0 12px; font-size: 1.6rem; line-height: 1.25; letter-spacing: 0.01em; }
  h2 { margin: 24px 0 8px; font-size: 1.2rem; }
  p { margin: 0 0 12px; max-width: 70ch; }
  a { color: #ffd166; }
  .paper { padding: 18px 20px; margin: 0 0 20px; border-radius: 12px; background: #f4f1ea; color: #1d2321; box-shadow: 0 10px 24px #0006; }
  .paper a:not(.button) { color: #0b4a8f; }
  .paper > :first-child { margin-top: 0; }
  .narrow { max-width: 560px; }
  label { display: block; margin: 0 0 14px; font-weight: 600; }
  label .hint { display: block; font-weight: 400; }
  input[type='text'], input[type='search'], input[type='password'], input[type='date'], select, textarea {
    display: block; width: 100%; margin-top: 4px; padding: 10px 12px; font: inherit; font-weight: 400; color: #1d2321; background: #ffffff;
    border: 2px solid #5d6a65; border-radius: 8px;
  }
  input[type='checkbox'] { width: 24px; height: 24px; margin: 0; accent-color: #1f6b3a; vertical-align: middle; }
  .digits, input.digits { font: 700 1.6rem/1.2 ui-monospace, 'DejaVu Sans Mono', monospace; letter-spacing: 0.12em; font-variant-numeric: tabular-nums; }
  .large { display: block; margin: 6px 0 16px; font-size: clamp(2.4rem, 13vw, 4.4rem); letter-spacing: 0.06em; white-space: nowrap; }
  button, .button {
    display: inline-block; min-height: 44px; padding: 10px 18px; border: 2px solid transparent; border-radius: 10px; cursor: pointer;
    font: inherit; font-weight: 600; line-height: 1.2; text-decoration: none; color: #ffffff; background: #49524f;
  }
  button.main { background: #1f6b3a; }
  button.danger { background: #9c2b2b; }
  button.plain { background: transparent; color: inherit; border-color: currentColor; }
  button:disabled { cursor: not-allowed; color: #3b4441; background: #d5d2ca; border-color: #8a918e; }
  .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0 18px; }
  fieldset { margin: 18px 0; padding: 12px 16px; border: 2px solid #8a8474; border-radius: 10px; }
  legend { padding: 0 6px; font-weight: 600; }
  .choice { display: flex; gap: 10px; align-items: baseline; margin: 6px 0; font-weight: 400; }
  input[type='radio'] { width: 20px; height: 20px; flex: none; accent-color: #1f6b3a; transform: translateY(4px); }
  .row { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; margin: 0 0 14px; }
  .sign { font-weight: 700; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 10px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid #b9b3a5; overflow-wrap: anywhere; }
  thead th { vertical-align: baseline; }
  @media (min-width: 800px) { th { overflow-wrap: break-word; } }
  td.number { white-space: nowrap; }
  @media (min-width: 800px) { td.person { min-width: calc(9ch + 24px); } td.customs-id { min-width: calc(20ch + 24px); } }
  th button { min-height: 32px; padding: 4px 0; border: 0; border-radius: 4px; color: inherit; background: transparent; text-align: left; text-decoration: underline; }
  tbody tr:focus-within { background: #fff6d8; }
  @media (max-width: 720px) {
    table.stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    table.stacks, table.stacks tbody, table.stacks tr, table.stacks td { display: block; width: 100%; }
    table.stacks tr { padding: 8px 0; border-bottom: 2px solid #8a8474; }
    table.stacks td { display: grid; grid-template-columns: 10.2rem 1fr; gap: 8px; padding: 4px 0; border: 0; }
    table.stacks td:empty { display: none; }
    table.stacks td::before { content: attr(data-label); font-size: 0.94rem; font-weight: 600; }
    .paper { padding: 14px; }
  }
  pre { margin: 0; padding: 12px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: #ffffff; color: #1d2321; border: 1px solid #8a8474; border-radius: 8px; font: 0.95rem/1.5 ui-monospace, 'DejaVu Sans Mono', monospace; }
  dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 8px 18px; margin: 0 0 14px; }
  dt { font-weight: 600; }
  dd { margin: 0; overflow-wrap: anywhere; }
  @media (max-width: 480px) { dl { grid-template-columns: 1fr; gap: 2px; } dd { margin-bottom: 10px; } }
  progress { width: 100%; height: 18px; accent-color: #1f6b3a; }
  .quiet { color: #3d4744; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  :focus-visible { outline: 3px solid #ffd166; outline-offset: 3px; }
  .paper :focus-visible { outline-color: #0b57d0; }
  @media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
  @media print { .no-print { display: none !important; } .paper { box-shadow: none; padding: 0; } }
`;
