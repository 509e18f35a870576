// How a whole case looks beside what all pages share.
import { css } from 'lit';

export const caseStyles = css`
  .fields dd { font-size: 1.1rem; }
  .about { margin-top: 18px; font-size: 0.95rem; }
  .open { display: inline-block; margin-left: 8px; padding: 1px 8px; border: 2px dashed #8a3b00; border-radius: 6px; color: #8a3b00; font-size: 0.85rem; font-weight: 700; }
  th { white-space: nowrap; }
  tbody th { width: 6rem; font-family: ui-monospace, 'DejaVu Sans Mono', monospace; }
  td { white-space: pre-wrap; }
`;
