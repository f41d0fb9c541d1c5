from sqlalchemy import Column, String, create_engine, select, text
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
Session = sessionmaker(create_engine("sqlite://"))


class Order(Base):
    __tablename__ = "orders"
    id = Column(String, primary_key=True)


def handler(event, context):
    q = event["queryStringParameters"]

    with Session() as session:
        session.query(Order).filter(Order.id == q["id"]).all()
        session.execute(select(Order).where(Order.id == q["id"]))
        session.query(Order).filter(text("id = '" + q["id"] + "'")).all()  # leastwise: expect sql-injection
