import { markup } from "./markup.ts";

it("escapes what is put into it, and not what it made itself", () => {
  const name = `<b title="it's">&`;
  expect(markup`<p>${name}</p>`.text).toBe("<p>&lt;b title=&quot;it&#39;s&quot;&gt;&amp;</p>");
  expect(markup`<ul>${["<", ">"].map((one) => markup`<li>${one}</li>`)}</ul>`.text).toBe(
    "<ul><li>&lt;</li><li>&gt;</li></ul>",
  );
  expect(markup`${0}${undefined}${false}${""}${["a", 1]}`.text).toBe("0a1");
});
