import type { Machine, MachineState } from "@ballast/testing/stateMachine";

/** Machines from which one thing is missing, by what it is. */
export function mutantsOf(definition: string): Record<string, string> {
  const found: Record<string, string> = {};
  const add = (what: string, change: (states: Record<string, MachineState>) => void): void => {
    const machine = JSON.parse(definition) as Machine;
    change(machine.States);
    found[what] = JSON.stringify(machine);
  };
  const endless = JSON.parse(definition) as Machine;
  delete endless.TimeoutSeconds;
  found["endless"] = JSON.stringify(endless);
  const { States } = JSON.parse(definition) as Machine;
  for (const [path, state] of statesIn(States)) {
    const at = (states: Record<string, MachineState>): MachineState =>
      new Map(statesIn(states)).get(path) ?? state;
    for (const property of ["Retry", "Catch"] as const)
      if (state[property] !== undefined)
        add(`${path} without ${property}`, (states) => delete at(states)[property]);
    for (const index of (state.Choices ?? []).keys())
      for (const value of [true, false])
        add(`${path}, condition ${index + 1} is ${value}`, (states) => {
          const rule = at(states).Choices?.[index];
          if (rule) rule.Condition = `{% ${value} %}`;
        });
    for (const [place, find] of assigning(state))
      for (const variable of Object.keys(find(state)?.Assign ?? {}))
        add(`${path}${place} without $${variable}`, (states) => {
          delete find(at(states))?.Assign?.[variable];
        });
    // An empty one only keeps what is not needed out of the history.
    const { Output } = state;
    if (typeof Output === "string") add(`${path} without Output`, (states) => delete at(states).Output);
    else
      for (const property of Object.keys(Output ?? {}))
        add(`${path} without ${property} in its output`, (states) => {
          delete (at(states).Output as Record<string, unknown>)[property];
        });
    const { Preferences = {}, Filters = [] } = (state.Arguments ?? {}) as {
      Preferences?: Record<string, unknown>;
      Filters?: unknown[];
    };
    for (const preference of Object.keys(Preferences))
      add(`${path} without ${preference}`, (states) => {
        const { Preferences: all } = at(states).Arguments as { Preferences: Record<string, unknown> };
        delete all[preference];
      });
    // The first page may be empty: what asks for the pages after it has the same filters.
    if (path.endsWith("Further")) continue;
    for (const index of Filters.keys())
      add(`${path} without filter ${index + 1}`, (states) => {
        for (const [other, { Arguments }] of statesIn(states))
          if (other === path || other === `${path}Further`)
            (Arguments as { Filters: unknown[] }).Filters.splice(index, 1);
      });
  }
  return found;
}

type Assigning = Pick<MachineState, "Assign">;

/** Where a state may assign variables. */
function assigning(state: MachineState): [string, (state: MachineState) => Assigning | undefined][] {
  return [
    ["", (all) => all],
    ...(["Choices", "Catch"] as const).flatMap((list) =>
      [...(state[list] ?? []).keys()].map((index): [string, (all: MachineState) => Assigning | undefined] => [
        `, ${list} ${index + 1},`,
        (all) => all[list]?.[index],
      ]),
    ),
  ];
}

function statesIn(states: Record<string, MachineState>, path = ""): [string, MachineState][] {
  return Object.entries(states).flatMap(([name, state]): [string, MachineState][] => [
    [`${path}${name}`, state],
    ...(state.ItemProcessor ? statesIn(state.ItemProcessor.States, `${path}${name}/`) : []),
  ]);
}
