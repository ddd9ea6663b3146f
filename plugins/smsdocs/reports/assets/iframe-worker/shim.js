/* Search in pages opened from a folder: browsers start no worker there, so the search runs in a hidden frame.
   Material takes it for a worker because the address of this file holds "iframe-worker". Unlike other scripts for
   this, it writes no script into a page, so the policy of the page can forbid that. */
(function () {
  "use strict";

  class FrameWorker extends EventTarget {
    constructor(address) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.appendChild(this.frame);
      var inside = this.frame.contentWindow;
      var load = function (url) {
        return new Promise(function (done, failed) {
          var script = inside.document.createElement("script");
          script.src = url;
          script.onload = done;
          script.onerror = failed;
          inside.document.body.appendChild(script);
        });
      };
      inside.postMessage = this.answer.bind(this);
      inside.importScripts = function () {
        return Array.prototype.reduce.call(arguments, function (before, url) {
          return before.then(load.bind(null, url));
        }, Promise.resolve());
      };
      this.ready = load(String(address));
      this.ready.catch(this.fail.bind(this));
    }

    answer(data) {
      var message = new MessageEvent("message", { data: data });
      setTimeout(function () {
        this.dispatchEvent(message);
        if (this.onmessage) { this.onmessage(message); }
      }.bind(this));
    }

    fail() {
      var trouble = new ErrorEvent("error", { message: "the search could not be loaded" });
      this.dispatchEvent(trouble);
      if (this.onerror) { this.onerror(trouble); }
    }

    postMessage(data) {
      var inside = this.frame.contentWindow;
      this.ready.then(function () {
        inside.dispatchEvent(new inside.MessageEvent("message", { data: structuredClone(data) }));
      }, function () {});
    }

    terminate() {
      this.frame.remove();
    }
  }

  if (location.protocol === "file:") {
    window.IFrameWorker = FrameWorker;
    window.Worker = FrameWorker;
  }
})();
