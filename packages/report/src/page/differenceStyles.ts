/** Styles of changes. Signs and underlines show the same as the colours. */
export const differenceStyles = `
.layout { display: flex; gap: .2rem .8rem; margin: 0; padding: 0; border: 0; font-size: .9rem; }
.reasons { margin: .3rem 0 1rem; }
.property { margin: .5rem 0 .8rem; }
.difference { margin-top: .2rem; border: 1px solid var(--line); border-radius: 5px; font: .82rem/1.5 var(--mono); overflow: hidden; }
.difference .same, .difference .old > div, .difference .new > div, .difference .fold > div { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0 .5rem 0 1.6rem; min-height: 1.5em; }
.difference .pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
.difference .old { grid-column: 1; background: var(--error-fill); }
.difference .new { grid-column: 2; background: var(--good-fill); }
.difference .old div, .difference .new div { position: relative; }
.difference .old div::before, .difference .new div::before { position: absolute; left: .5rem; content: "−"; color: var(--error); }
.difference .new div::before { content: "+"; color: var(--good); }
.difference .nothing { padding: 0 .5rem; color: var(--soft); }
.difference b { font-weight: 600; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .2em; background: var(--canvas); border-radius: 2px; }
.difference .fold > summary { padding: 0 .5rem; color: var(--soft); font: .85rem/1.6 var(--sans); background: var(--area-fill); }
.difference > * + * { border-top: 1px dotted var(--line); }
body:has(#inline:checked) .difference .pair { grid-template-columns: minmax(0, 1fr); }
body:has(#inline:checked) .difference .new { grid-column: 1; }
@media (max-width: 52rem) {
  .layout { display: none; }
  .difference .pair { grid-template-columns: minmax(0, 1fr); }
  .difference .new { grid-column: 1; }
}
`;
