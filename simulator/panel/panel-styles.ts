// How the desk looks. Text meets AA contrast: light on the mat #22302c, dark on the case #f4f1ea, white on key colours.
import { css } from 'lit';

export const panelStyles = css`
  :host { display: block; max-width: 1080px; margin: 0 auto; padding: 20px 24px 32px; }
  * { box-sizing: border-box; }
  header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: end; gap: 12px; }
  h1 { margin: 0; font-size: 1.6rem; letter-spacing: 0.02em; }
  h2 { margin: 0; font-size: 1.15rem; }
  header p { margin: 0; color: #cfd8d3; }
  .tools { display: flex; flex-wrap: wrap; gap: 18px; align-items: center; }
  select, input[type='checkbox'] { font: inherit; accent-color: #ffd166; }
  select { padding: 4px 8px; border-radius: 6px; border: 1px solid #8fa39b; background: #17211e; color: #f4f1ea; }
  main { display: grid; grid-template-columns: minmax(320px, 470px) minmax(240px, 1fr); gap: 48px; margin-top: 16px; }
  @media (max-width: 760px) { main { grid-template-columns: 1fr; gap: 28px; } }
  .cable { position: relative; height: 46px; width: 10px; margin: 0 auto; background: linear-gradient(90deg, #0b0f0e, #3a4542, #0b0f0e); }
  .plug {
    position: absolute; left: -13px; top: 0; width: 36px; height: 22px; border-radius: 5px 5px 9px 9px; transition: transform 0.2s;
    background: linear-gradient(#4a5552, #1a211f); box-shadow: 0 0 0 2px #0b0f0e; transform: translateY(-6px) rotate(-14deg);
  }
  .plug.in { transform: none; }
  .body {
    padding: 22px; border-radius: 26px 26px 14px 14px; background: linear-gradient(165deg, #fbf9f4, #e6e1d5 55%, #d3ccbc);
    box-shadow: 0 26px 50px #000a, inset 0 2px 0 #fff, inset 0 -3px 6px #0003;
  }
  .bezel { padding: 16px 16px 8px; margin-bottom: 20px; border-radius: 14px; background: #101614; box-shadow: inset 0 3px 8px #000, 0 1px 0 #fff; }
  .brand { display: flex; align-items: center; gap: 8px; padding-top: 8px; color: #b9c4bf; font-size: 0.8rem; letter-spacing: 0.22em; }
  .lamp { width: 8px; height: 8px; border-radius: 50%; background: #39423f; }
  .lamp.on { background: #67e08a; box-shadow: 0 0 8px #67e08a; }
  .slot { position: relative; isolation: isolate; width: 78%; min-height: 118px; margin: 0 auto; padding: 0 16px 10px; text-align: center; border-radius: 0 0 18px 18px; overflow: hidden; }
  .slot.over { background: #ffffff22; }
  .mouth { height: 12px; margin: 0 -16px 0; border-radius: 0 0 8px 8px; background: linear-gradient(#000, #39423f); box-shadow: 0 1px 0 #ffffff55; }
  .slot p { margin: 16px 0 0; padding: 10px; border: 2px dashed #8fa39b; border-radius: 10px; color: #dfe6e2; }
  .slot sigillator-card { width: 86%; margin: -18% auto 0; animation: slide 0.25s ease-out; position: relative; z-index: -1; }
  @keyframes slide { from { transform: translateY(60%); } }
  .desk p { margin: 4px 0 14px; color: #cfd8d3; }
  .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 18px; margin-bottom: 22px; }
  .power { padding: 10px 18px; border: 2px solid #ffd166; border-radius: 10px; background: transparent; color: #ffd166; font: 600 1rem/1.2 inherit; cursor: pointer; }
  .power:hover { background: #ffd16622; }
  .desk .sample { margin-top: 22px; font-size: 0.9rem; }
  .problem { min-height: 1.5em; margin: 14px 0; font-weight: 600; color: #ffd166; }
  footer { display: grid; gap: 6px; font-size: 0.95rem; color: #dfe6e2; }
  footer p { margin: 4px 0 8px; }
  dl { margin: 0; }
  dd { margin: 0 0 6px; overflow-wrap: anywhere; }
  :focus-visible { outline: 3px solid #ffd166; outline-offset: 3px; }
  @media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`;
