#!/usr/bin/env python3
"""A server that speaks the OpenAI protocol and misbehaves as told. Not a test by itself.

chat_server.py FOLDER: listens on a free port of 127.0.0.1 and writes it to FOLDER/port. What it does is in FOLDER/mode, read
at each request: words, each of which is one kind of misbehaviour (below). Each request is appended to FOLDER/requests as a
line of JSON; FOLDER/count is how many chat completions were asked for.
"""
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder = sys.argv[1]
lock = threading.Lock()
state = {"count": 0, "files": {}, "batches": {}, "served": 0, "at_once": 0, "most_at_once": 0}


def mode():
    try:
        with open(os.path.join(folder, "mode"), encoding="utf-8") as file:
            return file.read().split()
    except FileNotFoundError:
        return []


def note(name, value):
    part = os.path.join(folder, name + ".part")
    with open(part, "w", encoding="utf-8") as file:
        file.write(str(value))
    os.replace(part, os.path.join(folder, name))


def judge(comment):
    """A model of few words."""
    text = comment["text"].lower()
    sad = "hate" in text or "worst" in text
    glad = "love" in text or "ate" in text.split()
    return {
        "id": comment["id"],
        "sentiment": -0.875 if sad else 0.875 if glad else 0.125,
        "emotion": "anger" if sad else "love" if glad else "neutral",
        "second_emotion": "none",
        "sarcasm": 0.9 if "sure" in text else 0.05,
        "question": text.endswith("?"),
        "targets": [],
        "confidence": 0.95,
        "reason": "It says: " + comment["text"][:60] + "\x1b[31m",
    }


def completion(body, words):
    document = json.loads(body["messages"][1]["content"])
    items = [judge(c) for c in document["comments"]]
    for item in items:
        item["targets"] = [{"name": n, "sentiment": item["sentiment"]} for n in document["names"]]
    for c, item in zip(document["comments"], items):
        if "IGNORE ALL" in c["text"]:  # a model that obeys: it also answers for a label it made up, and twice for others
            for other in items:
                other_id = other["id"]
                if other_id != item["id"]:
                    items = items + [dict(item, id="c1", sentiment=1.0)]
                    break
            item["sentiment"] = 1.0
    if "missing" in words:
        items = items[1:]
    if "wrong_ids" in words:
        items[0] = dict(items[0], id="nobody")
    if "out_of_range" in words:
        items[1] = dict(items[1], sentiment=7)
    text = json.dumps({"results": items}, ensure_ascii="ascii" in words)
    if "fenced" in words:
        text = "Here you are:\n```json\n" + text + "\n```\nAnything else?"
    if "commas" in words:
        text = text.replace("}]", "},]").replace('"},', '",},')
    if "cut" in words:
        text = text[: len(text) * 2 // 3]
    if "nonsense" in words:
        text = "I would rather not."
    finish = "length" if "cut" in words else "stop"
    answer = {"id": "x", "object": "chat.completion", "choices": [
        {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}]}
    if "no_usage" not in words:
        answer["usage"] = {"prompt_tokens": 1000, "completion_tokens": 500}
    return answer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def read(self):
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with lock, open(os.path.join(folder, "requests"), "ab") as file:
            file.write(json.dumps({"method": self.command, "path": self.path, "key": self.headers.get("Authorization"),
                                   "body": data.decode("utf-8", "replace")}).encode() + b"\n")
        return data

    def chat(self, data):
        words = mode()
        with lock:
            state["count"] += 1
            n = state["count"]
            note("count", n)
            state["at_once"] += 1
            state["most_at_once"] = max(state["most_at_once"], state["at_once"])
            note("at_once", state["most_at_once"])
        try:
            self.misbehave(json.loads(data), words, n)
        finally:
            with lock:
                state["at_once"] -= 1

    def misbehave(self, body, words, n):
        def refuse(status, message, headers=()):
            self.answer(status, {"error": {"message": message, "type": "x"}}, headers)

        if "key" in words:
            return refuse(401, "Incorrect API key provided: " + str(self.headers.get("Authorization")))
        if "429_once" in words and n == 1:
            return refuse(429, "slow down", [("Retry-After", "1")])
        if "429_long" in words:
            return refuse(429, "slow down", [("Retry-After", "86400")])
        if "500_twice" in words and n <= 2:
            return refuse(500, "oh no")
        if "500_always" in words:
            return refuse(503, "oh no")
        if "slow_once" in words and n == 1:
            time.sleep(2)
        if "hang" in words:
            time.sleep(2)
        if "dawdle" in words:
            time.sleep(0.3)
        if "reset_once" in words and n == 1:
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"choices": [{"mess')
            self.close_connection = True
            return None
        if "huge" in words:
            return self.answer(200, b"[" + b"1," * (5 << 20) + b"1]")
        if "no_json" in words:
            return self.answer(200, b"<html>busy</html>")
        kind = body.get("response_format", {}).get("type", "none")
        if "no_schema" in words and kind == "json_schema":
            return refuse(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported")
        if "plain_only" in words and kind != "none":
            return refuse(400, "response_format is not supported by this model")
        if "new_names" in words and "max_tokens" in body:
            return refuse(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        if "new_names" in words and "temperature" in body:
            return refuse(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        return self.answer(200, completion(body, words))

    def upload(self, data):
        name = "file-%d" % (len(state["files"]) + 1)
        lines = data.split(b"\r\n\r\n")[-1].rsplit(b"\r\n--", 1)[0]
        state["files"][name] = lines
        self.answer(200, {"id": name, "object": "file"})

    def create(self, data):
        asked = json.loads(data)
        name = "batch_%d" % (len(state["batches"]) + 1)
        state["batches"][name] = {"id": name, "status": "validating", "input_file_id": asked["input_file_id"],
                                  "metadata": asked["metadata"]}
        note("batches", len(state["batches"]))
        if "lose_batch" in mode():  # it is made, but nobody hears of it
            self.close_connection = True
            self.connection.close()
            return
        self.answer(200, state["batches"][name])

    def work(self, batch):
        """Moves a batch on, as the mode says."""
        words = mode()
        if batch["status"] in ("completed", "cancelled", "failed") or "batch_busy" in words:
            return
        if "batch_fails" in words:
            batch.update(status="failed", errors={"data": [{"message": "the file is not to our liking"}]})
            return
        out, bad = [], []
        for i, line in enumerate(state["files"][batch["input_file_id"]].decode().strip().split("\n")):
            one = json.loads(line)
            if "batch_line_fails" in words and i == 0:
                bad.append({"custom_id": one["custom_id"], "response": {"status_code": 500, "body": {}},
                            "error": {"message": "no"}})
                continue
            out.append({"custom_id": one["custom_id"], "error": None,
                        "response": {"status_code": 200, "body": completion(one["body"], words)}})
        out.append({"custom_id": "et-9999", "response": {"status_code": 200, "body": {}}})
        name = "out-" + batch["id"]
        state["files"][name] = "\n".join(json.dumps(o) for o in reversed(out)).encode()
        batch.update(status="cancelled" if batch.get("cancel") else "completed", output_file_id=name)
        if bad:
            state["files"]["bad-" + batch["id"]] = "\n".join(json.dumps(o) for o in bad).encode()
            batch["error_file_id"] = "bad-" + batch["id"]

    def do_POST(self):
        data = self.read()
        path = self.path.removeprefix("/v1")
        if path == "/chat/completions":
            self.chat(data)
        elif path == "/files":
            self.upload(data)
        elif path == "/batches":
            self.create(data)
        elif path.endswith("/cancel"):
            state["batches"][path.split("/")[2]]["cancel"] = True
            self.answer(200, {"id": "x", "status": "cancelling"})
        else:
            self.answer(404, {"error": {"message": "no such place"}})

    def do_GET(self):
        self.read()
        path = self.path.removeprefix("/v1")
        if path.startswith("/batches?"):
            self.answer(200, {"data": list(state["batches"].values())})
        elif path.startswith("/batches/"):
            batch = state["batches"][path.split("/")[2]]
            self.work(batch)
            self.answer(200, batch)
        elif path.endswith("/content"):
            self.answer(200, state["files"][path.split("/")[2]])
        else:
            self.answer(404, {"error": {"message": "no such place"}})

    def do_DELETE(self):
        self.read()
        state["files"].pop(self.path.split("/")[-1], None)
        self.answer(200, {"deleted": True})


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A program that was stopped, killed or out of patience does not wait for its answer."""


server = Server(("127.0.0.1", 0), Handler)
note("port", server.server_address[1])
server.serve_forever()
