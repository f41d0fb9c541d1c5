import sqlite3

connection = sqlite3.connect("/tmp/a.db")


def save(table):
    connection.execute(f"insert into {table} values (1)")  # leastwise: expect sql-injection


def find(identifier):
    return connection.execute(f"select * from orders where id = '{identifier}'").fetchone()
