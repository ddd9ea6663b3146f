/* Runs in the frame of diagrams.js, beside Mermaid: takes a text, hands back a picture, and knows nothing else. */
(() => {
  "use strict";
  const FIXED = ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering",
    "htmlLabels", "themeCSS", "fontFamily", "altFontFamily", "deterministicIds"];
  const settings = (dark) => ({
    startOnLoad: false,
    securityLevel: "strict",
    secure: FIXED,
    theme: dark ? "dark" : "neutral",
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    fontFamily: "system-ui, sans-serif",
    maxEdges: 300,
    suppressErrorRendering: true,
    deterministicIds: true,
  });

  const finish = (text) => {
    const holder = document.createElement("template");
    holder.innerHTML = text;
    const svg = holder.content.querySelector("svg");
    const [, , width, height] = (svg.getAttribute("viewBox") || "").split(/[\s,]+/).map(Number);
    if (width > 0 && height > 0) {
      svg.setAttribute("width", width);
      svg.setAttribute("height", height);
    }
    svg.style.removeProperty("max-width");
    const words = ["title", "desc"].map((tag) => svg.querySelector(`:scope > ${tag}`)?.textContent.trim());
    return { svg: new XMLSerializer().serializeToString(svg), words: words.filter(Boolean).join(". "), width, height };
  };

  // The policy of the frame forbids it too; so it is not even tried, and the reader is told why.
  window.Image = class {
    set src(address) {
      throw new Error("it wants to load a picture");
    }
  };

  let last = Promise.resolve();
  window.addEventListener("message", (event) => {
    if (event.source !== parent || typeof event.data?.text !== "string") return;
    const { number, text, dark } = event.data;
    last = last.then(async () => {
      try {
        mermaid.initialize(settings(dark));
        const { svg } = await mermaid.render(`diagram-${number}`, text);
        parent.postMessage({ number, ...finish(svg) }, "*");
      } catch (fault) {
        parent.postMessage({ number, fault: String(fault?.message || fault).split("\n")[0] }, "*");
      }
    });
  });
})();
