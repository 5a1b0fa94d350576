"""`python -m api.first_admin`: the ceremony of the first start, where nobody is there yet.

`--check` asks nothing: it ends with 3 where there is no account yet, else with 0.
"""

import sys
from getpass import getpass

from api.house import furnish
from api.security import accounts
from api.security.accounts import Wanted
from engine.errors import Invalid
from engine.settings import Settings

NONE_YET = 3


def main(arguments: list[str]) -> int:
    house = furnish(Settings.from_environment())
    if accounts.anybody(house):
        return 0
    if "--check" in arguments:
        return NONE_YET
    print("Belum ada akun. Siapa admin pertama? / There is no account yet. Who is the first administrator?")
    while True:
        wanted = Wanted(email=input("E-mail: "), name=input("Nama / name: "), role="admin")
        password = getpass("Kata sandi / password (12+): ")
        if password != getpass("Sekali lagi / once more: "):
            print("Tidak sama. / They differ.")
            continue
        try:
            accounts.create(house, wanted, password)
        except Invalid as wrong:
            print("\n".join(f"{problem.message.id} / {problem.message.en}" for problem in wrong.problems))
            continue
        print("Akun dibuat. / The account is made.")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
