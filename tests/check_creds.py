#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the places that AWS keys come from to botocore, and to what they promise.

usage: check_creds.py TOOL SCRATCH_FOLDER
       check_creds.py --botocore explicit|PROFILE|-    (started by the former: what botocore finds)
"""
import concurrent.futures
import hashlib
import json
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from creds_lab import MARK, Lab, keys_json, process_json, secret_of, token_of, when  # noqa: E402

problems, said = [], []


def problem(text):
    problems.append(text)
    print(text, file=sys.stderr)


# ---- botocore's answer ---------------------------------------------------------


def ask_botocore(how):
    import botocore.exceptions
    import botocore.session

    session = botocore.session.Session(profile=None if how in ("-", "explicit") else how)
    if how == "explicit":
        session.set_credentials("AKIDEXPLICIT", "explicit-secret-0")
    try:
        found = session.get_credentials()
        print(found.get_frozen_credentials().access_key if found else "error")
    except Exception as error:  # whatever it is: no keys
        print("error", type(error).__name__)


# ---- a machine -------------------------------------------------------------------


class Machine:
    """A home folder and an environment; texts may use {url} of a lab and {home}."""

    def __init__(self, scratch, name, lab, case):
        self.home = os.path.join(scratch, "".join(c if c.isalnum() else "_" for c in name))
        self.lab, self.case = lab, case
        os.makedirs(os.path.join(self.home, ".aws", "sso", "cache"))
        for file, key in ((".aws/config", "config"), (".aws/credentials", "credentials")):
            if key in case:
                self.write(file, case[key])
        for path, text in case.get("files", {}).items():
            self.write(path, text)
        for path, text in case.get("programs", {}).items():
            self.write(path, text)
            os.chmod(os.path.join(self.home, path), 0o755)

    def text(self, text):
        return text.replace("{url}", self.lab.url).replace("{home}", self.home)

    def write(self, path, text):
        path = os.path.join(self.home, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else self.text(text).encode())

    def environment(self):
        env = {"PATH": os.environ["PATH"], "HOME": self.home, "AWS_DEFAULT_REGION": "us-east-1",
               "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL_STS": self.lab.url,
               "AWS_ENDPOINT_URL_SSO": self.lab.url}
        for name in ("LD_LIBRARY_PATH", "LD_PRELOAD", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        for name, value in self.case.get("env", {}).items():
            if value is None:
                env.pop(name, None)
            else:
                env[name] = self.text(value)
        return env

    def run(self, words):
        done = subprocess.run(words, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                              check=False, cwd=self.home)
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def ours(self, tool, *more):
        words = [tool, *(more or ("keys",))]
        if self.case.get("profile"):
            words += ["-p", self.case["profile"]]
        if self.case.get("explicit"):
            words += ["-e"]
        if self.case.get("no_process"):
            words += ["-n"]
        status, out, err = self.run(words)
        said.append(out + err)
        if status != 0:
            problem(f"{self.case['name']}: status {status}: {err}")
        return out.rstrip("\n")

    def botocores(self):
        how = "explicit" if self.case.get("explicit") else self.case.get("profile") or "-"
        return self.run([sys.executable, os.path.abspath(__file__), "--botocore", how])[1].strip()


def profile(name, key, **more):
    lines = [f"[{name}]", f"aws_access_key_id = {key}", f"aws_secret_access_key = {secret_of(key)}"]
    return "\n".join(lines + [f"{k} = {v}" for k, v in more.items()]) + "\n"


def role(name, role_name, **more):
    return "\n".join([f"[{name}]", f"role_arn = arn:aws:iam::123456789012:role/{role_name}"] +
                     [f"{k} = {v}" for k, v in more.items()]) + "\n"


def env_keys(key, **more):
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret_of(key), **more}


def sso_cache(name, seconds, **more):
    return {f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json": json.dumps(
        {"startUrl": "https://corp.awsapps.com/start", "region": "us-east-1", "accessToken": f"{MARK}-sso",
         "expiresAt": when(seconds), **more})}


SSO_LEGACY = ("[profile sso]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n"
              "sso_account_id = 111122223333\nsso_role_name = Auditor\n")
SSO_SESSION = ("[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Auditor\n"
               "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n")
PRINT_KEYS = "#!/bin/sh\ncat <<'END'\n" + process_json("PROCESS") + "\nEND\n"
IMDS = {"AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}"}
WEB_FILE = {"token": f"{MARK}.web.identity\n"}


def settings():
    """(name, key, case): the key that both must choose; None: both refuse."""
    both = profile("default", "AKIDFILE")
    config = profile("default", "AKIDCONFIG")
    yield "nothing at all", None, {}
    yield "environment", "AKIDENV", {"env": env_keys("AKIDENV")}
    yield "environment before files", "AKIDENV", {"env": env_keys("AKIDENV"), "credentials": both}
    yield "environment, half", None, {"env": {"AWS_ACCESS_KEY_ID": "AKIDENV"}, "credentials": both}
    yield "environment, empty", "AKIDFILE", {"env": {"AWS_ACCESS_KEY_ID": ""}, "credentials": both}
    yield "environment, expired", None, {"env": env_keys("AKIDENV", AWS_CREDENTIAL_EXPIRATION=when(-60))}
    yield "environment, expires later", "AKIDENV", {"env": env_keys("AKIDENV", AWS_CREDENTIAL_EXPIRATION=when(3600))}
    yield "environment, odd expiry", None, {"env": env_keys("AKIDENV", AWS_CREDENTIAL_EXPIRATION="soon")}
    yield "explicit keys", "AKIDEXPLICIT", {"explicit": True, "env": env_keys("AKIDENV"), "credentials": both}
    yield "explicit profile before environment", "AKIDFILE", {
        "env": env_keys("AKIDENV"), "credentials": both, "profile": "default"}
    yield "AWS_PROFILE after environment", "AKIDENV", {
        "env": env_keys("AKIDENV", AWS_PROFILE="other"), "credentials": both + profile("other", "AKIDOTHER")}
    yield "AWS_PROFILE", "AKIDOTHER", {"env": {"AWS_PROFILE": "other"}, "credentials": both + profile("other", "AKIDOTHER")}
    yield "AWS_DEFAULT_PROFILE before AWS_PROFILE", "AKIDOTHER", {
        "env": {"AWS_PROFILE": "default", "AWS_DEFAULT_PROFILE": "other"},
        "credentials": both + profile("other", "AKIDOTHER")}
    yield "a profile that is not there", None, {"profile": "nobody", "credentials": both}
    yield "AWS_PROFILE that is not there, keys in the environment", None, {
        "env": env_keys("AKIDENV", AWS_PROFILE="nobody"), "credentials": both}
    yield "credentials before config", "AKIDFILE", {"credentials": both, "config": config}
    yield "config", "AKIDCONFIG", {"config": config}
    yield "config, [profile default] behind [default]", "AKIDLAST", {
        "config": config + profile("profile default", "AKIDLAST")}
    yield "config, a name in quotes", "AKIDQ", {"config": profile('profile "two words"', "AKIDQ"), "profile": "two words"}
    yield "config, a profile without the word", None, {"config": profile("bare", "AKIDBARE"), "profile": "bare"}
    yield "credentials, half", None, {"credentials": "[default]\naws_access_key_id = AKIDHALF\n", "config": config}
    yield "credentials without keys", "AKIDCONFIG", {"credentials": "[default]\nregion = x\n", "config": config}
    yield "files named by the environment", "AKIDELSE", {
        "credentials": both, "files": {"else": profile("default", "AKIDELSE")},
        "env": {"AWS_SHARED_CREDENTIALS_FILE": "{home}/else", "AWS_CONFIG_FILE": "~/nothing"}}
    yield "a folder for a file", "AKIDCONFIG", {"config": config, "env": {"AWS_SHARED_CREDENTIALS_FILE": "{home}/.aws"}}
    yield "CRLF, no end of line, a comment", "AKIDFILE", {
        "credentials": "# mine\r\n" + both.replace("\n", "\r\n").rstrip("\r\n")}
    yield "a broken file", None, {"credentials": "[default\n", "config": config}
    yield "a section twice", None, {"credentials": both + both}
    yield "role", "AKIDBASE.auditor", {
        "config": role("profile r", "auditor", source_profile="base"), "credentials": profile("base", "AKIDBASE"),
        "profile": "r"}
    yield "role in the credentials file", "AKIDBASE.auditor", {
        "credentials": role("r", "auditor", source_profile="base") + profile("base", "AKIDBASE"), "profile": "r"}
    yield "role before keys of the profile", "AKIDBASE.auditor", {
        "config": role("profile r", "auditor", source_profile="base") + profile("profile base", "AKIDBASE"),
        "credentials": profile("r", "AKIDOWN"), "profile": "r"}
    yield "role by its own keys", "AKIDOWN.auditor", {
        "config": role("profile r", "auditor", source_profile="r"), "credentials": profile("r", "AKIDOWN"), "profile": "r"}
    yield "role by role by role", "AKIDBASE.three.two.one", {
        "config": role("profile r1", "one", source_profile="r2") + role("profile r2", "two", source_profile="r3") +
        role("profile r3", "three", source_profile="base"), "credentials": profile("base", "AKIDBASE"), "profile": "r1"}
    yield "role, a circle", None, {
        "config": role("profile r1", "one", source_profile="r2") + role("profile r2", "two", source_profile="r1"),
        "profile": "r1"}
    yield "role, a circle of one", None, {"config": role("profile r1", "one", source_profile="r1"), "profile": "r1"}
    yield "role without a source", None, {"config": role("profile r", "one"), "profile": "r"}
    yield "role with two sources", None, {
        "config": role("profile r", "one", source_profile="base", credential_source="Environment"),
        "credentials": profile("base", "AKIDBASE"), "profile": "r"}
    yield "role, source not there", None, {"config": role("profile r", "one", source_profile="base"), "profile": "r"}
    yield "role, source without keys", None, {
        "config": role("profile r", "one", source_profile="base") + "[profile base]\nregion = x\n", "profile": "r"}
    yield "role, keys of the environment", "AKIDENV.one", {
        "config": role("profile r", "one", credential_source="Environment"), "env": env_keys("AKIDENV"), "profile": "r"}
    yield "role by default, environment has keys", "AKIDENV", {
        "config": role("default", "one", source_profile="base"), "credentials": profile("base", "AKIDBASE"),
        "env": env_keys("AKIDENV")}
    yield "role by default", "AKIDBASE.one", {
        "config": role("default", "one", source_profile="base"), "credentials": profile("base", "AKIDBASE")}
    yield "role, keys of the instance", "INSTANCE.one", {
        "config": role("profile r", "one", credential_source="Ec2InstanceMetadata"), "env": IMDS, "profile": "r"}
    yield "role, keys of the container", "CONTAINER.one", {
        "config": role("profile r", "one", credential_source="EcsContainer"), "profile": "r",
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}}
    yield "role, an odd credential_source", None, {
        "config": role("profile r", "one", credential_source="environment"), "env": env_keys("AKIDENV"), "profile": "r"}
    yield "role, external id and all", "AKIDBASE.external", {
        "config": role("profile r", "external", source_profile="base", external_id="ticket 4711/ä",
                       role_session_name="me@example.com"), "credentials": profile("base", "AKIDBASE"), "profile": "r"}
    yield "role, duration", "AKIDBASE.short", {
        "config": role("profile r", "short", source_profile="base", duration_seconds="900"),
        "credentials": profile("base", "AKIDBASE"), "profile": "r"}
    yield "role, session token of the source", "AKID.BASE.one", {
        "config": role("profile r", "one", source_profile="base"), "profile": "r",
        "credentials": profile("base", "AKID.BASE", aws_session_token=token_of("AKID.BASE"))}
    yield "role, a wrong secret", None, {
        "config": role("profile r", "one", source_profile="base"), "profile": "r",
        "credentials": profile("base", "AKIDBASE").replace(secret_of("AKIDBASE"), secret_of("other"))}
    yield "role refused", None, {
        "config": role("profile r", "denied", source_profile="base"), "credentials": profile("base", "AKIDBASE"),
        "profile": "r"}
    yield "role of a user with a code", None, {
        "config": role("profile r", "one", source_profile="base", mfa_serial="arn:aws:iam::1:mfa/x"),
        "credentials": profile("base", "AKIDBASE"), "profile": "r"}
    yield "web identity of the environment", "WEB.pod", {
        "files": WEB_FILE, "credentials": both,
        "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/pod"}}
    yield "keys of the environment before a web identity", "AKIDENV", {
        "files": WEB_FILE,
        "env": env_keys("AKIDENV", AWS_WEB_IDENTITY_TOKEN_FILE="{home}/token", AWS_ROLE_ARN="arn:aws:iam::1:role/pod")}
    yield "web identity, another profile is named", "AKIDFILE", {
        "files": WEB_FILE, "credentials": both, "profile": "default",
        "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/pod"}}
    yield "web identity of a profile", "WEB.pod", {
        "files": WEB_FILE, "config": role("profile w", "pod", web_identity_token_file="{home}/token"), "profile": "w"}
    yield "web identity, no role", None, {"files": WEB_FILE, "credentials": both,
                                          "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}}
    yield "web identity, no file", None, {
        "credentials": both, "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/pod"}}
    yield "role by a web identity", "WEB.pod.one", {
        "files": WEB_FILE, "profile": "r", "config": role("profile r", "one", source_profile="w") +
        role("profile w", "pod", web_identity_token_file="{home}/token")}
    yield "sso, session", "SSO.111122223333.Auditor", {
        "config": SSO_SESSION, "files": sso_cache("corp", 3600), "profile": "sso"}
    yield "sso, legacy", "SSO.111122223333.Auditor", {
        "config": SSO_LEGACY, "files": sso_cache("https://corp.awsapps.com/start", 3600), "profile": "sso"}
    yield "sso before keys of the profile", "SSO.111122223333.Auditor", {
        "config": SSO_SESSION, "files": sso_cache("corp", 3600), "profile": "sso", "credentials": profile("sso", "AKIDFILE")}
    yield "sso, expired", None, {
        "config": SSO_LEGACY, "files": sso_cache("https://corp.awsapps.com/start", -1), "profile": "sso"}
    yield "sso, no token", None, {"config": SSO_SESSION, "profile": "sso"}
    yield "sso, no session", None, {"config": SSO_SESSION.replace("[sso-session corp]", "[sso-session other]"),
                                    "files": sso_cache("corp", 3600), "profile": "sso"}
    yield "sso, session and profile differ", None, {
        "config": SSO_SESSION.replace("sso_session = corp\n", "sso_session = corp\nsso_region = eu-west-1\n"),
        "files": sso_cache("corp", 3600), "profile": "sso"}
    yield "sso, something missing", None, {
        "config": SSO_LEGACY.replace("sso_region = us-east-1\n", ""), "profile": "sso", "credentials": profile("sso", "AKIDFILE"),
        "files": sso_cache("https://corp.awsapps.com/start", 3600)}
    yield "sso, role not given", None, {
        "config": SSO_SESSION.replace("Auditor", "none"), "files": sso_cache("corp", 3600), "profile": "sso"}
    yield "role by sso", "SSO.111122223333.Auditor.one", {
        "config": SSO_SESSION + role("profile r", "one", source_profile="sso"), "files": sso_cache("corp", 3600),
        "profile": "r"}
    process = {"programs": {"my keys/give": PRINT_KEYS}}
    yield "process", "PROCESS", {"config": "[default]\ncredential_process = '{home}/my keys/give' \"a b\" c\\ d\n", **process}
    yield "process before config", "PROCESS", {
        "config": config + "credential_process = \"{home}/my keys/give\"\n", **process}
    yield "credentials file before process", "AKIDFILE", {
        "credentials": both, "config": "[default]\ncredential_process = '{home}/my keys/give'\n", **process}
    yield "role by a process", "PROCESS.one", {
        "config": role("profile r", "one", source_profile="p") + "[profile p]\ncredential_process = '{home}/my keys/give'\n",
        "profile": "r", **process}
    yield "container", "CONTAINER", {"env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}}
    yield "container, a token", "CONTAINER", {"env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container/token",
                                                     "AWS_CONTAINER_AUTHORIZATION_TOKEN": f"Basic {MARK}"}}
    yield "container, a token in a file", "CONTAINER", {
        "files": {"auth": f"Basic {MARK}"},
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container/token",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "not this", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/auth"}}
    yield "container, a token with a line break", None, {
        "files": {"auth": f"Basic {MARK}\n"},
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container/token",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/auth"}}
    yield "container, another host", None, {"env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/container"}}
    yield "files before the container", "AKIDFILE", {
        "credentials": both, "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}}
    yield "container before the instance", "CONTAINER", {
        "env": {**IMDS, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}}
    yield "instance", "INSTANCE", {"env": IMDS}
    yield "instance, version 1", "INSTANCE", {"env": IMDS, "imds_put": 405}
    yield "instance, version 1 switched off", None, {
        "env": {**IMDS, "AWS_EC2_METADATA_V1_DISABLED": "true"}, "imds_put": 403}
    yield "instance, a bad request", None, {"env": IMDS, "imds_put": 400}
    yield "instance, disabled", None, {"env": {**IMDS, "AWS_EC2_METADATA_DISABLED": "TRUE"}}
    yield "instance, endpoint of the profile", "INSTANCE", {
        "config": "[default]\nec2_metadata_service_endpoint = {url}/\n", "env": {"AWS_EC2_METADATA_DISABLED": None}}
    yield "endpoint of the profile's services", "AKIDBASE.one", {
        "config": role("profile r", "one", source_profile="base", services="lab") +
        "[services lab]\nsts =\n  endpoint_url = {url}\n", "credentials": profile("base", "AKIDBASE"), "profile": "r",
        "env": {"AWS_ENDPOINT_URL_STS": None}}
    yield "endpoint of the profile", "AKIDBASE.one", {
        "config": role("profile r", "one", source_profile="base", endpoint_url="{url}"),
        "credentials": profile("base", "AKIDBASE"), "profile": "r", "env": {"AWS_ENDPOINT_URL_STS": None}}


def side_by_side(function, cases):
    """Most of the time is waiting."""
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        return len(list(pool.map(function, cases)))


def compare_settings(tool, scratch):
    labs = {put: Lab(put) for put in (200, 400, 403, 405)}

    def compare(setting):
        name, key, case = setting
        machine = Machine(scratch, name, labs[case.get("imds_put", 200)], {"name": name, **case})
        mine, theirs = machine.ours(tool), machine.botocores()
        mine_key = mine.split(" ")[1] if not mine.startswith("error") else None
        their_key = None if theirs.startswith("error") else theirs
        if mine_key != key:
            problem(f"{name}: ours says {mine!r}, should be {key}")
        if their_key != key:
            problem(f"{name}: botocore says {theirs!r}, should be {key}")

    count = side_by_side(compare, list(settings()))
    for lab in labs.values():
        lab.close()
    return count


# ---- files, as Python's reader of them has them ---------------------------------------


def compare_files(tool, scratch):
    import configparser

    names = ["a", "b", "s3", "role_arn"]
    pieces = ["[a]", "[b]", "[profile x]", " [c]", "a=1", "a = 2", "A: 3", "b=", "s3 =", "  a = 1", "    b = 2", "\ta=9", "# x",
              "  ; y", "", "   ", "role_arn = x = y : z", "no value", "=", "x", "b = c # d", "\r", "[a]b]", "[", "a b = 7"]
    rng, path, same = random.Random(7), os.path.join(scratch, "random.ini"), 0
    for _ in range(400):
        text = "[first]\n" * rng.randint(0, 1) + "\n".join(rng.choice(pieces) for _ in range(rng.randint(1, 9)))
        text += rng.choice(["", "\n", "\r\n"])
        with open(path, "w", newline="") as file:
            file.write(text)
        parser = configparser.RawConfigParser()
        try:
            parser.read([path])
            want = "".join(f"[{section}]\n" + "".join(
                "{}={}\n".format(name, "\n".join(line for line in parser.get(section, name).split("\n") if line or True)
                                 .replace("\n", "\\n")) for name in names if parser.has_option(section, name))
                for section in parser.sections())
        except configparser.Error:
            want = "error"
        got = subprocess.run([tool, "ini", path, *names], capture_output=True, check=False).stdout.decode()
        if got.startswith("error"):
            got = "error"
        # Python keeps an empty line in the middle of a value; nobody reads one.
        while "\\n\\n" in want:
            want = want.replace("\\n\\n", "\\n")
        if got != want:
            problem(f"{text!r}: ours {got!r}, Python's {want!r}")
        else:
            same += 1
    return same


# ---- what is hostile --------------------------------------------------------------------


def refusals():
    """(name, what the message must hold, case)"""
    base = profile("base", "AKIDBASE")
    long_chain = "".join(role(f"profile r{i}", "one", source_profile=f"r{i + 1}") for i in range(40))
    process = "[default]\ncredential_process = {home}/give\n"
    sts = {"config": role("profile r", "odd", source_profile="base"), "credentials": base, "profile": "r"}
    container = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container/odd"}
    yield "a huge file", "too large", {"credentials": "#" * 70 + "\n" + ("# " + "x" * 62 + "\n") * 70000 + base}
    yield "a NUL", "credentials: line 3", {"credentials": b"[default]\na = b\naws_access_key_id = A\0B\n"}
    yield "a line of nothing", "config: line 2", {"config": "[default]\nnothing\n"}
    yield "a deep chain", "too many roles", {"config": long_chain, "credentials": profile("r40", "AKIDBASE"), "profile": "r0"}
    yield "a circle", "leads back", {
        "config": role("profile r1", "one", source_profile="r2") + role("profile r2", "two", source_profile="r3") +
        role("profile r3", "two", source_profile="r2"), "profile": "r1"}
    yield "a line break in a key", "access key id", {"credentials": "[default]\naws_access_key_id = A\n  B\n"
                                                   f"aws_secret_access_key = {MARK}\n"}
    yield "control characters in a secret", "secret key", {"env": env_keys("AKID", AWS_SECRET_ACCESS_KEY=f"{MARK}\x07")}
    yield "a token that is none", "session token", {"env": env_keys("AKID", AWS_SESSION_TOKEN=f"{MARK}\nx: y")}
    yield "mfa", "mfa_serial", {"config": role("profile r", "one", source_profile="base", mfa_serial="x"), "credentials": base,
                               "profile": "r"}
    yield "duration", "duration_seconds", {
        "config": role("profile r", "one", source_profile="base", duration_seconds="long"), "credentials": base, "profile": "r"}
    yield "login", "aws login", {"config": "[default]\nlogin_session = x\n"}
    yield "sso expired", "aws sso login --profile sso", {
        "config": SSO_SESSION, "files": sso_cache("corp", -1), "profile": "sso"}
    yield "sso missing", "aws sso login --profile sso", {"config": SSO_LEGACY, "profile": "sso"}
    yield "sso not taken", "aws sso login --profile sso", {
        "config": SSO_SESSION, "files": sso_cache("corp", 60, accessToken=f"{MARK}-old"), "profile": "sso"}
    yield "sso rubbish", "aws sso login --profile sso", {
        "config": SSO_SESSION, "profile": "sso",
        "files": {f".aws/sso/cache/{hashlib.sha1(b'corp').hexdigest()}.json": f'["{MARK}"'}}
    yield "sso, a line break in the token", "aws sso login --profile sso", {
        "config": SSO_SESSION, "files": sso_cache("corp", 60, accessToken=f"{MARK}\r\nx: y"), "profile": "sso"}
    yield "sso region", "sso_region", {"config": SSO_LEGACY.replace("us-east-1", "evil.example/"), "profile": "sso"}
    yield "web identity empty", "it is empty", {
        "files": {"token": "\n"}, "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "x"}}
    yield "web identity, two lines", "it is none", {
        "files": {"token": f"{MARK}\n{MARK}"}, "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "x"}}
    yield "web identity is a folder", "it is no file", {
        "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}", "AWS_ROLE_ARN": "x"}}
    yield "web identity told by the service", "it holds a secret", {
        "files": WEB_FILE, "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "role/echo"}}
    yield "session token told by the service", "it holds a secret", {
        "config": role("profile r", "echo", source_profile="base"), "profile": "r",
        "credentials": profile("base", "AKID.B", aws_session_token=token_of("AKID.B"))}
    yield "process not allowed", "may not be run", {"config": process, "programs": {"give": PRINT_KEYS}, "no_process": True}
    yield "process not there", "no such program", {"config": process}
    yield "process is a folder", "no such program", {"config": process, "files": {"give/x": ""}}
    yield "process not for running", "no such program", {"config": process, "files": {"give": PRINT_KEYS}}
    yield "process without #!", "cannot be started", {"config": process, "programs": {"give": "\x7fELF nothing"}}
    yield "process fails", "exit status is 3", {
        "config": process, "programs": {"give": f"#!/bin/sh\necho {MARK} >&2\necho {MARK}\nexit 3\n"}}
    yield "process killed", "exit status is 137", {"config": process, "programs": {"give": "#!/bin/sh\nkill -9 $$\n"}}
    yield "process floods", "prints too much", {
        "config": process, "programs": {"give": f"#!/bin/sh\nwhile :; do echo {MARK}{MARK}{MARK}; done\n"}}
    yield "process prints rubbish", "Version", {"config": process, "programs": {"give": f"#!/bin/sh\necho {MARK}\n"}}
    yield "process of version 2", "Version", {
        "config": process, "programs": {"give": "#!/bin/sh\necho '" + process_json("P", Version=2) + "'\n"}}
    yield "process, no secret key", "no secret key", {
        "config": process, "programs": {"give": "#!/bin/sh\necho '{\"Version\": 1, \"AccessKeyId\": \"P\"}'\n"}}
    yield "process, odd expiry", "expire", {
        "config": process, "programs": {"give": "#!/bin/sh\necho '" + process_json("P", Expiration=f"{MARK}") + "'\n"}}
    yield "process, expired", "expired already", {
        "config": process, "programs": {"give": "#!/bin/sh\necho '" + process_json("P", Expiration=when(-5)) + "'\n"}}
    yield "process, open quote", "quote", {"config": f"[default]\ncredential_process = give '{MARK}\n"}
    yield "process, no name", "names no program", {"config": "[default]\ncredential_process =\n"}
    yield "no shell", "no such program", {"config": "[default]\ncredential_process = {home}/give; touch {home}/touched\n",
                                         "programs": {"give": PRINT_KEYS}, "not_there": "touched"}
    for name, what, answer in (
            ("not XML", "cannot be read", f"no {MARK}"),
            ("a document type", "cannot be read", f"<!DOCTYPE a [<!ENTITY e '{MARK}'>]><a>&e;</a>"),
            ("no keys", "no keys", "<AssumeRoleResponse/>"),
            ("no expiry", "when the keys expire", "<r><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>"
             f"{MARK}</SecretAccessKey><SessionToken>{MARK}</SessionToken></Credentials></AssumeRoleResult></r>"),
            ("huge", "larger", "<a>" + MARK * 20000 + "</a>"),
            ("a blank in the key", "access key id", "<r><AssumeRoleResult><Credentials><AccessKeyId>A B</AccessKeyId><SecretAccessKey>"
             f"{MARK}</SecretAccessKey><SessionToken>{MARK}</SessionToken><Expiration>{when(99)}</Expiration></Credentials>"
             "</AssumeRoleResult></r>")):
        yield f"STS answers {name}", what, {**sts, "sts": {"odd": answer}}
    for name, what, answer in (
            ("not JSON", "no JSON object", (200, f"no {MARK}")),
            ("an array", "no JSON object", (200, f'["{MARK}"]')),
            ("no secret", "no secret key", (200, '{"AccessKeyId": "A"}')),
            ("no token", "no session token", (200, json.dumps({"AccessKeyId": "A", "SecretAccessKey": MARK, "Expiration": when(99)}))),
            ("odd expiry", "expire", (200, keys_json("A", Expiration=MARK))),
            ("a number for a key", "no access key", (200, keys_json("A", AccessKeyId=7))),
            ("a line break in the secret", "secret key", (200, keys_json("A", SecretAccessKey=f"{MARK}\r\nx: y"))),
            ("huge", "larger", (200, keys_json("A", Filling=MARK * 20000))),
            ("404", "404", (404, keys_json("A"))),
            ("a redirect", "302", (302, keys_json("A")))):
        yield f"the container answers {name}", what, {"env": container, "special": {"/container/odd": answer}}
    for name, uri in (("user", "http://127.0.0.1@192.0.2.1/"), ("suffix", "http://127.0.0.1.example.com/"),
                      ("octal", "http://0177.0.0.1/"), ("backslash", "http://192.0.2.1\\@127.0.0.1/"), ("scheme", "file:///etc/passwd"),
                      ("no host", "http:///x"), ("blank", "http://127.0.0.1/a b"), ("metadata", "http://169.254.169.254/x")):
        yield f"container, {name}", "AWS_CONTAINER_CREDENTIALS_FULL_URI", {"env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": uri}}
    yield "container, a line break in the token", "has a line break", {
        "env": {**container, "AWS_CONTAINER_AUTHORIZATION_TOKEN": f"{MARK}\r\nx: y"}}
    yield "container, a line break in the token's file", "has a line break", {
        "files": {"auth": f"{MARK}\n"}, "env": {**container, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/auth"}}
    yield "container, a relative URI that is none", "RELATIVE_URI", {"env": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@evil.example/"}}
    yield "an endpoint that is none", "AWS_ENDPOINT_URL_STS", {**sts, "env": {"AWS_ENDPOINT_URL_STS": "http://a b/"}}
    yield "a region that is none", "region", {**sts, "env": {"AWS_DEFAULT_REGION": "evil.example/#"}}
    yield "nobody answers", "profile \"r\"", {**sts, "env": {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"}}
    roles = "/latest/meta-data/iam/security-credentials/"
    for name, special in (("a role with a slash", {roles: (200, "../../../x")}), ("dots", {roles: (200, "..")}),
                          ("a huge role", {roles: (200, "x" * 500)}), ("no role", {roles: (404, "")}),
                          ("an odd token", {"/latest/api/token": (200, f"{MARK}\r\nx: y")}),
                          ("no keys", {roles + "instance-role": (200, '{"Code":"AssumeRoleUnauthorizedAccess","Message":"x"}')}),
                          ("rubbish", {roles + "instance-role": (200, MARK)}), ("huge", {roles: (200, MARK * 20000)}),
                          ("500", {"/latest/api/token": (500, MARK)})):
        yield f"instance, {name}", "no AWS credentials", {"env": IMDS, "special": special}


def try_refusals(tool, scratch):
    def refuse(refusal):
        name, what, case = refusal
        lab = Lab()
        lab.special.update(case.get("special", {}))
        lab.sts_answers.update(case.get("sts", {}))
        machine = Machine(scratch, "refused " + name, lab, {"name": name, **case})
        mine = machine.ours(tool)
        if not mine.startswith("error EC2A_E_") or what not in mine or "\n" in mine:
            problem(f"{name}: {mine!r}, should be an error with {what!r}")
        if case.get("not_there") and os.path.exists(os.path.join(machine.home, case["not_there"])):
            problem(f"{name}: a shell ran")
        lab.close()

    return side_by_side(refuse, list(refusals()))


# ---- the rest -------------------------------------------------------------------------------


def try_others(tool, scratch):
    lab = Lab()
    # A program is given its words, an empty standard input, no descriptor of ours; what it writes to stderr is nowhere.
    program = ("#!/bin/sh\nprintf '%s|' \"$@\" >\"$HOME/words\"\nwc -c >\"$HOME/stdin\"\nls /proc/self/fd >\"$HOME/fds\" 2>/dev/null\n"
               f"echo {MARK} >&2\n" + PRINT_KEYS.split("\n", 1)[1])
    case = {"name": "a program's surroundings", "programs": {"a 'b' c/give": program},
            "config": "[default]\ncredential_process = \"{home}/a 'b' c/give\" one 'two  three' \"four\\\"\" five\\ six '' $HOME `id`\n"}
    machine = Machine(scratch, case["name"], lab, case)
    read, write = os.pipe()
    os.set_inheritable(write, True)
    done = subprocess.run([tool, "keys"], env=machine.environment(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, input=b"x" * 10, pass_fds=(write,), check=False)
    os.close(read)
    os.close(write)
    said.append((done.stdout + done.stderr).decode())

    def file(name):
        with open(os.path.join(machine.home, name), encoding="utf-8") as text:
            return text.read()
    if done.stdout.decode().strip() != "custom-process PROCESS token" or done.stderr:
        problem(f"{case['name']}: {done.stdout!r} {done.stderr!r}")
    elif file("words") != "one|two  three|four\"|five six||$HOME|`id`|" or file("stdin").strip() != "0":
        problem(f"{case['name']}: {file('words')!r}, {file('stdin')!r} bytes on stdin")
    elif sys.platform == "linux" and set(file("fds").split()) - {"0", "1", "2", "3"}:
        problem(f"{case['name']}: descriptors {file('fds').split()}")
    # One look-up for all threads.
    lab.asked.clear()
    case = {"name": "threads", "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}}
    if Machine(scratch, "threads", lab, case).ours(tool, "threads", "8") != "8 CONTAINER":
        problem("threads: not all have the key")
    if len(lab.asked) != 1:
        problem(f"threads: asked {len(lab.asked)} times: {lab.asked}")
    # What STS is sent.
    forms = lab.forms
    forms.clear()
    case = {"name": "forms", "config": role("profile r", "one", source_profile="base"), "credentials": profile("base", "AKIDBASE"),
            "profile": "r"}
    Machine(scratch, "forms", lab, case).ours(tool)
    if len(forms) != 1 or not forms[0]["RoleSessionName"].startswith("ec2access-") or "DurationSeconds" in forms[0]:
        problem(f"forms: {forms}")
    # The line feed behind a web identity's token is no part of it.
    forms.clear()
    case = {"name": "web", "files": WEB_FILE,
            "env": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/pod"}}
    Machine(scratch, "web", lab, case).ours(tool)
    if [form["WebIdentityToken"] for form in forms] != [f"{MARK}.web.identity"]:
        problem(f"web: {forms}")
    # Regions.
    for want, case in (("1 eu-west-1", {"env": {"AWS_REGION": "eu-west-1"}}), ("1 us-east-1", {}),
                       ("1 eu-north-1", {"env": {"AWS_DEFAULT_REGION": None}, "config": "[default]\nregion = eu-north-1\n"}),
                       ("1 eu-south-1", {"env": {"AWS_DEFAULT_REGION": None}, "profile": "x",
                                         "config": "[default]\nregion = eu-north-1\n[profile x]\nregion=eu-south-1\n"}),
                       ("0 ", {"env": {"AWS_DEFAULT_REGION": None}})):
        got = Machine(scratch, f"region {want} {len(case)}", lab, {"name": "region", **case}).ours(tool, "region")
        if got.strip() != want.strip():
            problem(f"region: {got!r}, should be {want!r}")
    lab.close()


def main():
    tool, scratch = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    began = time.time()
    settings_count = compare_settings(tool, scratch)
    files = compare_files(tool, scratch)
    refused = try_refusals(tool, scratch)
    try_others(tool, scratch)
    told = [text for text in said if MARK in text]
    for text in told:
        problem(f"a secret is told: {text}")
    for text in said:
        if any(ord(c) < 32 and c != "\n" for c in text):
            problem(f"a control character is told: {text!r}")
    print(f"{settings_count} settings as botocore has them, {files} files as Python reads them, {refused} refusals, "
          f"{len(said)} messages without a secret, {time.time() - began:.0f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    if sys.argv[1] == "--botocore":
        ask_botocore(sys.argv[2])
    else:
        sys.exit(main())
