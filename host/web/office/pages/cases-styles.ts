// How the clerk's list looks beside what all pages share.
import { css } from 'lit';

export const casesStyles = css`
  .tools { display: grid; grid-template-columns: 1fr minmax(12rem, 16rem); gap: 0 18px; }
  @media (max-width: 560px) { .tools { grid-template-columns: 1fr; } .keys { display: none; } }
  .state { white-space: nowrap; }
  .keys { margin: 14px 0 0; font-size: 0.92rem; }
`;
