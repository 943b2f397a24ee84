import type { Machine, MachineState } from "@ballast/testing/stateMachine";

/** Machines from which one thing is missing, by what it is. */
export function mutantsOf(definition: string): Record<string, string> {
  const found: Record<string, string> = {};
  const add = (what: string, change: (states: Record<string, MachineState>) => void): void => {
    const machine = JSON.parse(definition) as Machine;
    change(machine.States);
    found[what] = JSON.stringify(machine);
  };
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

function statesIn(states: Record<string, MachineState>, path = ""): [string, MachineState][] {
  return Object.entries(states).flatMap(([name, state]): [string, MachineState][] => [
    [`${path}${name}`, state],
    ...(state.ItemProcessor ? statesIn(state.ItemProcessor.States, `${path}${name}/`) : []),
  ]);
}
