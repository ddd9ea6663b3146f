/* Draws fences of Mermaid, with a copy of Mermaid that lies beside this file and in a frame that may do nothing.

   What a diagram says comes from strangers. So Mermaid runs in a frame with an origin of its own, which may ask
   nobody for anything, and hands back a picture. A page shows the picture as a picture: nothing in it runs, loads
   or leads anywhere. Without this script, and where a text is no diagram, the fence stays the block of code it is. */
(() => {
  "use strict";
  const here = new URL(".", document.currentScript.src);
  const FENCES = "pre > code.language-mermaid, pre.language-mermaid";
  const LONGEST = 20000;
  const PATIENCE = 20000;
  const waiting = new Map();
  let frame = null;
  let count = 0;

  const openFrame = () =>
    new Promise((resolve) => {
      const made = document.createElement("iframe");
      // Opened from a folder, a frame without an origin could load no script; files do not see each other anyway.
      made.sandbox = here.protocol === "file:" ? "allow-scripts allow-same-origin" : "allow-scripts";
      made.title = "Drawing board";
      made.tabIndex = -1;
      made.setAttribute("aria-hidden", "true");
      made.className = "sms-drawing";
      made.src = new URL("diagrams-frame.html", here).href;
      made.addEventListener("load", () => resolve(made));
      document.body.append(made);
    });

  window.addEventListener("message", async (event) => {
    if (!frame || event.source !== (await frame).contentWindow || typeof event.data !== "object") return;
    const answer = waiting.get(event.data.number);
    waiting.delete(event.data.number);
    if (answer) answer(event.data);
  });

  const draw = async (text, dark) => {
    frame ??= openFrame();
    const number = ++count;
    const board = (await frame).contentWindow;
    return new Promise((resolve) => {
      waiting.set(number, resolve);
      setTimeout(() => resolve({ fault: "it takes too long" }), PATIENCE);
      board.postMessage({ number, text, dark }, "*");
    });
  };

  const showPicture = (drawn, dark) => {
    const picture = document.createElement("img");
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.svg)}`;
    picture.alt = String(drawn.words || "A diagram without a description; its text follows.");
    picture.className = dark ? "sms-dark" : "sms-light";
    if (drawn.width > 0 && drawn.height > 0) {
      picture.width = Math.ceil(drawn.width);
      picture.height = Math.ceil(drawn.height);
    }
    return picture;
  };

  const replace = async (code) => {
    const block = code.closest("pre");
    if (!block || block.closest(".sms-diagram")) return;
    const figure = document.createElement("figure");
    figure.className = "sms-diagram";
    block.replaceWith(figure);
    figure.append(block);
    const text = code.textContent;
    const drawn = text.length > LONGEST ? [{ fault: "it is too long" }] : [await draw(text, false), await draw(text, true)];
    const fault = drawn.find((one) => typeof one.svg !== "string");
    if (fault) {
      const note = document.createElement("figcaption");
      note.textContent = `This diagram cannot be drawn: ${String(fault.fault || "no picture came back").slice(0, 300)}`;
      figure.append(note);
      return;
    }
    const more = document.createElement("details");
    more.append(document.createElement("summary"), block);
    more.firstChild.textContent = "This diagram as text";
    figure.prepend(showPicture(drawn[0], false), showPicture(drawn[1], true));
    figure.append(more);
  };

  const start = () => document.querySelectorAll(FENCES).forEach(replace);
  if (window.document$ && window.document$.subscribe) {
    window.document$.subscribe(() => {
      if (frame && !document.querySelector(".sms-drawing")) frame = null;
      start();
    });
  } else start();
})();
